import type { Run } from '../../command.ts';
import { type JsonObject, objectOf, objectsOf } from '../../json/values.ts';
import { textTable } from '../../terminal/text-table.ts';

const columns = ['id', 'status', 'place', 'created', 'rows', 'error', 'sql'].map((title) => ({ title }));
const longestSql = 60;

/** The caller's queries in the background, newest first. */
export const run: Run = async (input, session) => {
  const limit = input.integer('limit', { min: 1, max: 500 }) ?? 50;
  const data = await (await session.http()).object({ path: `/api/query/jobs?limit=${limit}` });
  if (typeof data['next_cursor'] === 'string')
    session.out.note(`There are more than ${limit}; raise --limit.`);
  return { data, text: textTable(columns, objectsOf(data['jobs']).map(rowOf), session.out.width) };
};

const rowOf = (job: JsonObject): readonly unknown[] => [
  job['job_id'],
  job['status'],
  job['queue_position'],
  job['created_at'],
  job['row_count'],
  objectOf(job['error'])['message'],
  shortened(String(job['sql']).replaceAll(/\s+/g, ' ')),
];

const shortened = (sql: string): string => (sql.length > longestSql ? `${sql.slice(0, longestSql)}…` : sql);
