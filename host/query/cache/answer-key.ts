import { createHash } from 'node:crypto';
import type { QueryRequest } from '../query-request.ts';

/**
 * What an answer depends on: the statement, its values, its form, the tables granted in their versions, and the
 * generation. Nothing for a scan, for a statement over what was brought from a source, or of no generation.
 */
export const answerKey = (request: QueryRequest): string | undefined => {
  const { scope, generation, sql, params = [], limit, format, csvRaw = false } = request;
  if (request.scan) return undefined;
  if (generation === undefined || ('landed' in scope && scope.landed !== undefined)) return undefined;
  const content = [scope.key, generation, sql, params, limit, format, csvRaw];
  return createHash('sha256').update(JSON.stringify(content, exact)).digest('hex');
};

/** JSON has one zero, DuckDB two. A list stands for no other value. */
const exact = (_key: string, value: unknown): unknown => (Object.is(value, -0) ? ['-0'] : value);
