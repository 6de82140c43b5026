import { badAnswer } from '../errors.ts';
import type { HttpClient } from '../http-client.ts';
import type { JsonObject } from '../json-values.ts';
import type { Answer } from './local.ts';

const path = '/api/query';
const patienceSeconds = 300;

/** Runs a statement on the server. Going away cancels it there. */
export const queryRemote = async (
  sql: string,
  { limit, http }: { limit: number; http: HttpClient },
): Promise<Answer> => {
  const answer = await http.object({ method: 'POST', path, body: { sql, limit }, seconds: patienceSeconds });
  return answerOf(path, answer);
};

/** The rows in a document of the server. */
export const answerOf = (path: string, answer: JsonObject): Answer => {
  const { columns, rows, types, truncated, extracted_at: extractedAt } = answer;
  if (!Array.isArray(columns) || !Array.isArray(rows)) throw badAnswer({ path, reason: 'it holds no rows' });
  return {
    columns: columns.map(String),
    types: Array.isArray(types) ? types.map(String) : [],
    rows,
    truncated: truncated === true,
    scope: 'remote',
    asOf: typeof extractedAt === 'string' ? extractedAt : undefined,
  };
};
