import { closed, entry, shortId, text } from './manifest-parts.ts';
import { Type } from './schema.ts';

const jsonPath = Type.String({
  pattern: '^[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*$',
  description: 'Place in the body: keys with dots between them.',
});
const headerName = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9-]*$' });

/** Nothing of a plugin runs when an event comes in: the host checks it by what is said here, stores it and answers. */
export const webhook = Type.Object(
  {
    id: shortId,
    connector: Type.String({ description: 'Id of the connector whose sources it is for.' }),
    path: Type.Optional(
      Type.String({
        pattern: '^(?!x$)[a-z][a-z0-9-]{0,62}$',
        description:
          'The events come to /webhooks/<path> and /webhooks/<path>/<connection>, too. Every webhook has /webhooks/x/<connection>.',
      }),
    ),
    signature: Type.Object(
      {
        scheme: Type.Literal('hmac-sha256', { description: 'Hex, over the body as it came.' }),
        secret: Type.String({ description: 'The setting that names the secret.' }),
        headers: Type.Array(headerName, {
          minItems: 1,
          description: 'Exactly one of them is there, and once.',
        }),
        prefix: Type.Optional(
          Type.String({ description: 'May stand before the digest, such as `sha256=`.' }),
        ),
      },
      closed,
    ),
    delivery: Type.Object(
      {
        header: Type.Optional(headerName),
        days: Type.Integer({ minimum: 1, maximum: 365, default: 30 }),
      },
      { ...closed, description: 'What tells deliveries apart; without the header, the hash of the body.' },
    ),
    event: Type.Optional(jsonPath),
    targets: Type.Optional(
      Type.Array(Type.Object({ path: jsonPath, pattern: Type.String({ maxLength: 200 }) }, closed), {
        description:
          'What an event is about: the first place that is there counts, and all of it has to match its pattern. An event may be about nothing.',
      }),
    ),
    requires: Type.Optional(
      Type.Array(Type.String(), {
        description:
          'Settings without which the event is stored and refused with 503, so that it is sent again.',
      }),
    ),
    answer: Type.Optional(
      Type.Object(
        {
          status: Type.Union([Type.Literal(200), Type.Literal(202)]),
          word: Type.String({ description: 'Value of `status` in the answer, such as `ok`.' }),
          target: Type.Optional(
            Type.String({
              pattern: '^(?!(status|event|message|duplicate|job_id)$)[a-z][a-z0-9_]{0,62}$',
              description: 'Key of the target in the answer, such as `issue`.',
            }),
          ),
        },
        { ...closed, description: 'What /webhooks/<path> answers; absent: 202 `accepted`.' },
      ),
    ),
    health: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^(?!(status|configured|webhook_secret_set)$)[a-z][a-z0-9_]{0,62}$' }),
        Type.String({ pattern: '^[a-z][A-Za-z0-9_]*$' }),
        {
          description:
            'Key → setting of the source that GET /webhooks/<path>/health shows to everybody under this key.',
        },
      ),
    ),
  },
  closed,
);

/** Work that is wanted now and then, in a child process. */
export const job = Type.Object(
  {
    id: Type.String({
      pattern: '^[a-z][a-z0-9-]{0,62}(\\.[a-z][a-z0-9-]{0,62})?$',
      description: 'Kind of the job, unique in the instance.',
    }),
    title: text('Shown where jobs are listed.'),
    entry,
    connector: Type.Optional(
      Type.String({ description: 'Run once for every enabled source of this connector, with its settings.' }),
    ),
    schedule: Type.Optional(
      Type.Union([
        Type.String({ description: 'Such as `every 15m`; without one it runs on demand only.' }),
        Type.Object(
          { config: Type.String() },
          { ...closed, description: 'A setting that holds the schedule.' },
        ),
      ]),
    ),
    timeoutSec: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400 })),
    params: Type.Optional(
      Type.Object(
        { type: Type.Literal('object') },
        { description: 'JSON Schema of what it may be started with.', additionalProperties: true },
      ),
    ),
  },
  closed,
);
