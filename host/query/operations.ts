import type { Readable } from 'node:stream';
import { type Static, Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import { type Reply, reply } from '../http/reply.ts';
import { acceptedFormat, mediaTypes } from './accepted-format.ts';
import { jsonAnswer, jsonDocument } from './json-answer.ts';
import { documentOf, planDocument } from './plan/plan-document.ts';
import type { QueryPlans } from './plan/query-plans.ts';
import { type AnswerEnd, queryFormats } from './protocol.ts';
import type { Queries } from './queries.ts';
import type { QueryAsk, QueryResult } from './query-ask.ts';
import { isKnown, stampHeaders } from './stamps.ts';
import { surfaceOf } from './surface.ts';

interface Services {
  readonly queries: Pick<Queries, 'run'>;
  readonly queryPlans: Pick<QueryPlans, 'plan'>;
}

const value = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);

const asked = {
  sql: Type.String({ minLength: 1, description: 'One SELECT of at most 256 KiB.' }),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'Rows at most; 1000 when absent. More than is allowed is lowered.',
    }),
  ),
  format: Type.Optional(
    Type.Union(
      queryFormats.map((format) => Type.Literal(format)),
      { description: 'Form of the answer; without it the `Accept` header decides.' },
    ),
  ),
  timeout_ms: Type.Optional(Type.Integer({ minimum: 1, description: 'Time until the query is stopped.' })),
  params: Type.Optional(
    Type.Union([Type.Array(value), Type.Record(Type.String(), value)], {
      description: 'Values for `?` and `$1` (array) or `$name` (object).',
    }),
  ),
  csv_raw: Type.Optional(
    Type.Boolean({ description: 'Leave CSV cells that a spreadsheet would run as formulas as they are.' }),
  ),
};

/** What can be asked. */
export const queryBody = Type.Object(asked, { additionalProperties: false });

const runBody = Type.Object(
  {
    ...asked,
    dry_run: Type.Optional(
      Type.Boolean({ description: 'Tell how it would be carried out, and what it would read; run nothing.' }),
    ),
  },
  { additionalProperties: false },
);

/** An answer as JSON. */
export const resultSchema = Type.Object({
  columns: Type.Array(Type.String()),
  types: Type.Array(Type.String()),
  rows: Type.Array(Type.Array(value)),
  row_count: Type.Integer(),
  truncated: Type.Boolean(),
  query_id: Type.String(),
  elapsed_ms: Type.Integer(),
  generation: Type.Integer(),
  extracted_at: Type.Union([Type.String(), Type.Null()], {
    description: 'When the source of the oldest table in it was read.',
  }),
  cache: Type.Union([Type.Literal('hit'), Type.Literal('miss'), Type.Literal('bypass')]),
});

const runQuery = operation({
  id: 'query.run',
  route: 'POST /api/query',
  summary: 'Run one SELECT over the tables you may read',
  who: 'user',
  scope: 'read',
  mcp: {
    name: 'query',
    says: 'Run one DuckDB SELECT over the tables you may read. Aggregate, or pick columns and a limit: long answers are refused.',
    readOnly: true,
    hides: ['format', 'csv_raw', 'timeout_ms'],
  },
  body: runBody,
  unknownKeys: 'ignore',
  result: Type.Union([resultSchema, planDocument]),
  problems: [
    'not_a_select',
    'statement_too_long',
    'table_not_available',
    'table_unreadable',
    'function_not_allowed',
    'query_failed',
    'memory_limit',
    'query_crashed',
    'timeout',
    'access_withdrawn',
    'concurrent_slot_exceeded',
    'queue_full',
    'crashed_too_often',
    'queries_unavailable',
    'bq_path_not_registered',
    'bq_path_access_denied',
    'remote_path_not_registered',
    'remote_path_access_denied',
    'unsupported_entity',
    'estimate_unavailable',
    'remote_scan_too_large',
    'daily_byte_cap_exceeded',
    'row_limit',
    'engine_failed',
    'engine_lost',
    'not_configured',
    'auth_failed',
    'not_acceptable',
    'vetoed',
    'query_not_checked',
  ],
  run: async ({ principal, body: sent, request }, { queries, queryPlans }: Services) => {
    const { id: requestId, signal, headers } = request;
    const call = { requestId, signal, surface: surfaceOf(request) };
    const ask = askOf(sent, request.accept);
    if (sent.dry_run) return documentOf(await queryPlans.plan(principal, ask, call));
    return replyOf(await queries.run(principal, ask, call), headers['if-none-match']);
  },
});

/** Asking in SQL. */
export const queryOperations = [runQuery];

const askOf = (sent: Static<typeof runBody>, accept: string): QueryAsk => ({
  sql: sent.sql,
  format: sent.format ?? acceptedFormat(accept),
  ...(sent.limit !== undefined && { limit: sent.limit }),
  ...(sent.timeout_ms !== undefined && { timeoutMs: sent.timeout_ms }),
  ...(sent.params !== undefined && { params: sent.params }),
  ...(sent.csv_raw !== undefined && { csvRaw: sent.csv_raw }),
});

/** An answer as it is sent; nothing of it to whoever has it already. */
export const replyOf = async (answer: QueryResult, ifNoneMatch?: string): Promise<Reply> => {
  const { body: bytes } = answer;
  // Whoever is told so has just been allowed to see it.
  if (isKnown(answer, ifNoneMatch)) return reply({ status: 304, headers: headersOf(answer) });
  return Buffer.isBuffer(bytes) ? wholeReply(answer, bytes, await answer.end) : streamReply(answer, bytes);
};

/** What is small is there already, and so is what can be said about it. */
const wholeReply = (answer: QueryResult, rows: Buffer, end: AnswerEnd): Reply =>
  reply({
    headers: {
      'Content-Type': mediaTypes[answer.format],
      ...headersOf(answer),
      ...countsOf(end),
    },
    bytes: answer.format === 'json' ? jsonDocument(answer, rows, end) : rows,
  });

const streamReply = (answer: QueryResult, bytes: Readable): Reply => {
  let trailers: Record<string, string> = {};
  // Known before the stream ends, which waits for the same promise.
  answer.end.then(
    (end) => {
      trailers = countsOf(end);
    },
    () => {},
  );
  const source = answer.format === 'json' ? jsonAnswer(answer) : bytes;
  return reply({
    headers: headersOf(answer),
    stream: { type: mediaTypes[answer.format], source, trailers: () => trailers },
  });
};

const headersOf = (answer: QueryResult): Record<string, string> => ({
  'X-Agnes-Query-Id': answer.queryId,
  ...(answer.limit !== undefined && { 'X-Agnes-Limit': String(answer.limit) }),
  ...stampHeaders(answer),
});

const countsOf = ({ rows, truncated }: AnswerEnd): Record<string, string> => ({
  'X-Agnes-Rows': String(rows),
  'X-Agnes-Truncated': String(truncated),
});
