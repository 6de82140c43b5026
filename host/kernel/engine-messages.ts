import { type Checker, checkerFor, type TSchema, Type } from '@agnes/sdk';
import { type FromChild, type FromEngine, failureClasses } from '@agnes/sdk/extract';
import { protocolError } from './connector-run-errors.ts';
import { readMessage } from './connector-run-messages.ts';

/** A message of a kept child that has the shape of one; `undefined` for a type this host does not know. */
export const readEngineMessage = (plugin: string, raw: unknown): FromChild | FromEngine | undefined => {
  const type = typeof raw === 'object' && raw !== null && 'type' in raw ? raw.type : undefined;
  const check = checkers.get(String(type));
  if (!check) return readMessage(plugin, raw);
  const checked = check(raw);
  if (checked.ok) return checked.value;
  const faults = checked.faults.map(({ loc, msg }) => `${loc} ${msg}`).join('; ');
  throw protocolError({ plugin, reason: `a message "${type}" is not valid: ${faults.slice(0, 500)}.` });
};

const closed = { additionalProperties: false } as const;
const id = Type.Integer({ minimum: 1 });
const text = Type.String({ maxLength: 4_000 });
const count = Type.Number({ minimum: 0 });
const name = Type.String({ minLength: 1, maxLength: 255 });
const columns = Type.Array(
  Type.Object(
    { name, type: Type.String({ pattern: '^[A-Z]+(\\(\\d{1,2}(,\\s?\\d{1,2})?\\))?(\\[\\])?$' }) },
    closed,
  ),
  { minItems: 1, maxItems: 10_000 },
);

const failure = Type.Object(
  {
    code: Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$' }),
    message: text,
    hint: text,
    retryable: Type.Boolean(),
    retryAfter: Type.Optional(count),
    class: Type.Union(failureClasses.map((word) => Type.Literal(word))),
    kind: Type.Optional(Type.String({ pattern: '^[a-z_]{1,40}$' })),
    details: Type.Optional(
      Type.Record(name, Type.Union([Type.String({ maxLength: 500 }), Type.Number(), Type.Boolean()])),
    ),
  },
  closed,
);

const description = Type.Object(
  {
    kind: Type.Union((['table', 'view', 'other'] as const).map((word) => Type.Literal(word))),
    columns: Type.Array(columns.items, { maxItems: 10_000 }),
    rows: Type.Optional(count),
    sizeBytes: Type.Optional(count),
    required: Type.Optional(Type.Array(name, { maxItems: 10_000 })),
    partitionedBy: Type.Optional(name),
    clusteredBy: Type.Optional(Type.Array(name, { maxItems: 100 })),
  },
  closed,
);

const estimate = Type.Object(
  {
    bytes: count,
    rows: Type.Optional(count),
    statement: Type.Optional(Type.String({ maxLength: 100_000 })),
    tables: Type.Array(
      Type.Object(
        {
          project: Type.Optional(name),
          bucket: Type.Optional(name),
          table: Type.String({ maxLength: 1_000 }),
        },
        closed,
      ),
      { maxItems: 1_000 },
    ),
  },
  closed,
);

const landed = Type.Object(
  {
    ...{ path: Type.String({ minLength: 1, maxLength: 4_096 }), columns },
    ...{ rows: Type.Integer({ minimum: 0 }), isCut: Type.Optional(Type.Boolean()) },
  },
  closed,
);

const bodies: Readonly<Record<FromEngine['type'], Readonly<Record<string, TSchema>>>> = {
  described: { id, description },
  estimated: { id, estimate },
  landed: { id, landed },
  refused: { id, error: failure },
  begun: { id },
  billed: { id, bytes: count },
};

const checkers = new Map<string, Checker<FromEngine>>(
  Object.entries(bodies).map(([type, body]) => {
    const check = checkerFor(Type.Object({ type: Type.Literal(type), ...body }, closed), {
      compiled: 'later',
    });
    // `bodies` has one entry per type of message; the schemas and the types are written side by side.
    return [type, check as Checker<unknown> as Checker<FromEngine>];
  }),
);
