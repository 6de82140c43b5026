import type { Run } from '../../command.ts';
import { type JsonObject, objectOf, objectsOf } from '../../json/values.ts';
import { textTable } from '../../terminal/text-table.ts';

const columns = ['id', 'kind', 'status', 'created', 'progress', 'error'].map((title) => ({ title }));

/** The caller's jobs, newest first; administrators get those of all. */
export const run: Run = async (input, session) => {
  const limit = input.integer('limit', { min: 1, max: 500 }) ?? 50;
  const query = new URLSearchParams({ limit: String(limit) });
  for (const name of ['status', 'kind']) {
    const value = input.text(name);
    if (value !== undefined) query.set(name, value);
  }
  const data = await (await session.http()).object({ path: `/api/jobs?${query}` });
  if (data['next_cursor'] !== null && data['next_cursor'] !== undefined)
    session.out.note(`There are more than ${limit}; narrow it, or raise --limit.`);
  return { data, text: textTable(columns, objectsOf(data['jobs']).map(rowOf), session.out.width) };
};

const rowOf = (job: JsonObject): readonly unknown[] => {
  const { done, total, unit } = objectOf(job['progress']);
  return [
    job['id'],
    job['kind'],
    job['status'],
    job['created_at'],
    done === undefined ? '' : `${done}/${total ?? '?'} ${unit ?? ''}`.trim(),
    objectOf(job['error'])['message'] ?? objectOf(job['confirm'])['question'],
  ];
};
