import { Type } from '@agnes/sdk';
import { type Input, operation } from '../http/operation.ts';
import { type Reply, reply } from '../http/reply.ts';
import type { Address } from './source-of.ts';
import type { Webhooks } from './webhooks.ts';

/** What the operations on webhooks need. */
interface WebhookServices {
  readonly webhooks: Pick<Webhooks, 'receive' | 'health'>;
}

const path = Type.String({ maxLength: 63 });
const connection = Type.String({ maxLength: 64 });

const answer = Type.Object(
  {
    status: Type.String(),
    event: Type.Optional(Type.String()),
    job_id: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    duplicate: Type.Optional(Type.Boolean({ description: 'It had come before.' })),
    message: Type.Optional(Type.String()),
  },
  { additionalProperties: true },
);

/** Whoever sends signs: the signature admits, and the body is handed on as it came. */
const signed = {
  who: 'public',
  signed: true,
  perMinute: 12_000,
  maxBody: 10 * 1024 * 1024,
  bodySeconds: 10,
  result: answer,
  problems: [
    'webhook_secret_missing',
    'webhook_signature_invalid',
    'webhook_event_invalid',
    'webhook_target_invalid',
    'plugin_unavailable',
    'body_too_slow',
  ],
} as const;

const receiveAny = operation({
  ...signed,
  id: 'webhook.receive-any',
  route: 'POST /webhooks/x/:connection',
  summary: 'Take in a signed event for a source; it is stored and queued before this answers.',
  params: Type.Object({ connection }),
  status: 202,
  run: async ({ params, request }, services: WebhookServices) => received(params, request, services),
});

const receive = operation({
  ...signed,
  id: 'webhook.receive',
  route: 'POST /webhooks/:path',
  summary: 'Take in a signed event for the default source of a webhook.',
  params: Type.Object({ path }),
  run: async ({ params, request }, services: WebhookServices) => received(params, request, services),
});

const receiveFor = operation({
  ...signed,
  id: 'webhook.receive-for',
  route: 'POST /webhooks/:path/:connection',
  summary: 'Take in a signed event for one source of a webhook.',
  params: Type.Object({ path, connection }),
  run: async ({ params, request }, services: WebhookServices) => received(params, request, services),
});

const health = operation({
  id: 'webhook.health',
  route: 'GET /webhooks/:path/health',
  summary: 'Whether a webhook is set up.',
  who: 'public',
  params: Type.Object({ path }),
  result: Type.Object(
    { status: Type.String(), configured: Type.Boolean(), webhook_secret_set: Type.Boolean() },
    { additionalProperties: true },
  ),
  problems: ['plugin_unavailable'],
  run: async ({ params }, { webhooks }: WebhookServices) => webhooks.health(params.path),
});

/** Everything that is pushed. The address that all webhooks have comes first: no webhook is called `x`. */
export const webhookOperations = [receiveAny, receive, receiveFor, health] as const;

const received = async (
  address: Address,
  { raw, headers }: Input['request'],
  { webhooks }: WebhookServices,
): Promise<Reply> => reply(await webhooks.receive(address, { raw, headers }));
