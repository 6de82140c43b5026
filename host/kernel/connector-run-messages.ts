import { type Checker, type TSchema, Type } from '@agnes/sdk';
import { type FromChild, failureClasses } from '@agnes/sdk/extract';
import { laterChecker } from '../http/later-checker.ts';
import { protocolError } from './connector-run-errors.ts';
import { jobBodies } from './job-messages.ts';

/** A message of a child that has the shape of one; `undefined` for a type this host does not know. */
export const readMessage = (plugin: string, raw: unknown): FromChild | undefined => {
  const type = typeof raw === 'object' && raw !== null && 'type' in raw ? raw.type : undefined;
  if (typeof type !== 'string') throw protocolError({ plugin, reason: 'a message has no type.' });
  const check = checkers.get(type);
  if (!check) return undefined;
  const checked = check(raw);
  if (checked.ok) return checked.value;
  const faults = checked.faults.map(({ loc, msg }) => `${loc} ${msg}`).join('; ');
  throw protocolError({ plugin, reason: `a message "${type}" is not valid: ${faults.slice(0, 500)}.` });
};

const closed = { additionalProperties: false } as const;
const id = Type.String({ minLength: 1, maxLength: 200 });
const text = Type.String({ maxLength: 4_000 });
const path = Type.String({ minLength: 1, maxLength: 4_096 });
const count = Type.Number({ minimum: 0 });
const name = Type.String({ minLength: 1, maxLength: 255 });
const columnType = Type.String({ pattern: '^[A-Z]+(\\(\\d{1,2}(,\\s?\\d{1,2})?\\))?(\\[\\])?$' });
const columns = Type.Array(Type.Object({ name, type: columnType }, closed), {
  minItems: 1,
  maxItems: 10_000,
});

const failure = Type.Object(
  {
    code: Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$' }),
    message: text,
    hint: text,
    retryable: Type.Boolean(),
    retryAfter: Type.Optional(count),
    class: Type.Union(failureClasses.map((word) => Type.Literal(word))),
  },
  closed,
);

const csv = Type.Object(
  {
    delimiter: Type.Optional(Type.String({ minLength: 1, maxLength: 4 })),
    header: Type.Optional(Type.Boolean()),
    quote: Type.Optional(Type.String({ maxLength: 1 })),
    escape: Type.Optional(Type.String({ maxLength: 1 })),
    nullstr: Type.Optional(Type.String({ maxLength: 100 })),
    new_line: Type.Optional(Type.Union([Type.Literal('\n'), Type.Literal('\r\n')])),
    skip: Type.Optional(Type.Integer({ minimum: 0 })),
    encoding: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{1,40}$' })),
    sample_size: Type.Optional(Type.Integer({ minimum: -1 })),
  },
  closed,
);

const format = Type.Object(
  {
    kind: Type.Union((['csv', 'json', 'ndjson', 'parquet'] as const).map((kind) => Type.Literal(kind))),
    csv: Type.Optional(csv),
    columns: Type.Optional(columns),
    dialect: Type.Optional(Type.Union((['text', 'copy'] as const).map((word) => Type.Literal(word)))),
    compression: Type.Optional(
      Type.Union((['none', 'gzip', 'zstd'] as const).map((word) => Type.Literal(word))),
    ),
    types: Type.Optional(Type.Record(name, columnType)),
    allText: Type.Optional(Type.Boolean()),
    label: Type.Optional(Type.Object({ column: name, value: Type.String({ maxLength: 4_096 }) }, closed)),
    sameColumns: Type.Optional(Type.Boolean()),
  },
  closed,
);

const request = Type.Object(
  {
    method: Type.Optional(
      Type.Union((['GET', 'HEAD', 'POST', 'PUT', 'DELETE'] as const).map((method) => Type.Literal(method))),
    ),
    headers: Type.Optional(Type.Record(Type.String({ maxLength: 200 }), Type.String({ maxLength: 16_384 }))),
    body: Type.Optional(Type.String()),
    timeoutMs: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  closed,
);

const discovered = Type.Object(
  {
    name: Type.String({ format: 'sql-identifier' }),
    bucket: Type.Optional(Type.String({ maxLength: 200 })),
    sourceTable: Type.String({ minLength: 1, maxLength: 1_000 }),
    description: Type.Optional(text),
    rows: Type.Optional(count),
    sizeBytes: Type.Optional(count),
    kind: Type.Optional(Type.Union((['table', 'view', 'other'] as const).map((word) => Type.Literal(word)))),
    columns: Type.Optional(columns),
    primaryKey: Type.Optional(Type.Array(name, { maxItems: 100 })),
    upstreamId: Type.Optional(Type.String({ maxLength: 1_000 })),
    bucketName: Type.Optional(Type.String({ maxLength: 1_000 })),
    lastChange: Type.Optional(Type.String({ maxLength: 40 })),
    lastImport: Type.Optional(Type.String({ maxLength: 40 })),
  },
  closed,
);

const bodies: Readonly<Record<FromChild['type'], Readonly<Record<string, TSchema>>>> = {
  hello: { proto: Type.Integer(), sdk: Type.String({ maxLength: 40 }), pid: Type.Integer() },
  heartbeat: {},
  http: {
    id: Type.Integer({ minimum: 1 }),
    call: Type.Union([Type.Literal('fetch'), Type.Literal('download')]),
    url: Type.String({ maxLength: 16_384 }),
    request,
  },
  rows: { table: id, path, columns, rows: Type.Integer({ minimum: 0 }) },
  deletes: { table: id, path, columns, rows: Type.Integer({ minimum: 0 }) },
  mode: {
    table: id,
    mode: Type.Union((['replace', 'append', 'merge'] as const).map((mode) => Type.Literal(mode))),
  },
  file: {
    table: id,
    path,
    format,
    part: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
  },
  keys: { table: id, path, format },
  state: { table: id, state: Type.Unknown(), cursor: Type.Optional(Type.String({ maxLength: 1_000 })) },
  gone: { table: id, part: Type.String({ minLength: 1, maxLength: 1_000 }) },
  unchanged: { table: id },
  notice: {
    table: Type.Optional(id),
    code: Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$' }),
    message: text,
  },
  failed: { table: id, error: failure },
  progress: { done: count, total: Type.Optional(count), message: Type.Optional(text) },
  log: { message: Type.String({ maxLength: 8_192 }) },
  discovered: { table: discovered },
  ...jobBodies,
  done: {},
  error: { error: failure },
};

const checkers = new Map<string, Checker<FromChild>>(
  Object.entries(bodies).map(([type, body]) => {
    const check = laterChecker(Type.Object({ type: Type.Literal(type), ...body }, closed));
    // `bodies` has one entry per type of message; the schemas and the types are written side by side.
    return [type, check as Checker<unknown> as Checker<FromChild>];
  }),
);
