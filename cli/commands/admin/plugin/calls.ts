import type { Run } from '../../../command.ts';
import { objectsOf } from '../../../json/values.ts';
import { textTable } from '../../../terminal/text-table.ts';

const columns = ['id', 'when', 'plugin', 'hook', 'outcome', 'fault', 'ms', 'message'].map((title) => ({
  title,
}));

/** The last calls of taps, newest first. */
export const run: Run = async (input, session) => {
  const limit = input.integer('limit', { min: 1, max: 500 }) ?? 100;
  const query = new URLSearchParams({ limit: String(limit) });
  for (const name of ['plugin', 'hook', 'outcome']) {
    const value = input.text(name);
    if (value !== undefined) query.set(name, value);
  }
  const data = await (await session.http()).object({ path: `/api/admin/hook-calls?${query}` });
  const rows = objectsOf(data['calls']).map((call) => [
    call['id'],
    call['occurred_at'],
    call['plugin'],
    call['hook'],
    call['outcome'],
    call['status_source'],
    call['ms'],
    call['message'],
  ]);
  if (data['next_cursor'] !== null)
    session.out.note(`There are more than ${limit}; narrow it, or raise --limit.`);
  return { data, text: textTable(columns, rows, session.out.width) };
};
