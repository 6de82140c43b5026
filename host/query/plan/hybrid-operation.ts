import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { reply } from '../../http/reply.ts';
import { mediaTypes } from '../accepted-format.ts';
import { jsonAnswer } from '../json-answer.ts';
import { stampHeaders } from '../stamps.ts';
import type { HybridQueries } from './hybrid-queries.ts';

interface Services {
  readonly hybridQueries: Pick<HybridQueries, 'run'>;
}

const value = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);

const body = Type.Object(
  {
    sql: Type.String({ description: 'One SELECT over published tables and the aliases.' }),
    register_bq: Type.Optional(
      Type.Record(Type.String(), Type.String(), {
        description: 'Alias to one SELECT of BigQuery, which runs there once.',
      }),
    ),
  },
  { additionalProperties: false },
);

const result = Type.Object({
  columns: Type.Array(Type.String()),
  types: Type.Array(Type.String()),
  rows: Type.Array(Type.Array(value)),
  row_count: Type.Integer(),
  truncated: Type.Boolean(),
  bq_stats: Type.Object({ registered_aliases: Type.Array(Type.String()), alias_count: Type.Integer() }),
  query_id: Type.String(),
  elapsed_ms: Type.Integer(),
  generation: Type.Integer(),
  extracted_at: Type.Union([Type.String(), Type.Null()]),
  cache: Type.String(),
});

const runHybrid = operation({
  id: 'query.hybrid',
  route: 'POST /api/query/hybrid',
  summary: 'Run one SELECT over published tables and answers of BigQuery',
  who: 'admin',
  scope: 'read',
  body,
  unknownKeys: 'ignore',
  result,
  problems: ['hybrid_refused', 'queries_unavailable', 'engine_failed', 'engine_lost'],
  run: async (
    { principal, body: { sql, register_bq: registerBq = {} }, request },
    { hybridQueries }: Services,
  ) => {
    const call = { requestId: request.id, signal: request.signal, surface: 'hybrid' as const };
    const answer = await hybridQueries.run(principal, { sql, registerBq }, call);
    const aliases = Object.keys(registerBq);
    const bq_stats = { registered_aliases: aliases, alias_count: aliases.length };
    return reply({
      headers: { 'X-Agnes-Query-Id': answer.queryId, ...stampHeaders(answer) },
      stream: { type: mediaTypes.json, source: jsonAnswer(answer, { bq_stats }) },
    });
  },
});

/** Asking in SQL over what is brought for the statement alone. */
export const hybridOperations = [runHybrid];
