import type { Run } from '../../../command.ts';
import { objectsOf } from '../../../json/values.ts';
import { textTable } from '../../../terminal/text-table.ts';

const columns = [
  { title: 'id' },
  { title: 'started' },
  { title: 'by' },
  { title: 'status' },
  { title: 'ok', align: 'right' },
  { title: 'failed', align: 'right' },
  { title: 'skipped', align: 'right' },
  { title: 'generation', align: 'right' },
  { title: 'job' },
] as const;

/** Runs that read sources, newest first. */
export const run: Run = async (input, session) => {
  const limit = input.integer('limit', { min: 1, max: 500 }) ?? 50;
  const query = new URLSearchParams({
    ...input.fields({ table: 'table', status: 'status' }),
    limit: String(limit),
  });
  const data = await (await session.http()).object({ path: `/api/sync/runs?${query}` });
  if (data['next_cursor'] !== null)
    session.out.note(`There are more than ${limit}; narrow it, or raise --limit.`);
  const rows = objectsOf(data['runs']).map((one) => [
    one['id'],
    one['started_at'],
    one['trigger'],
    one['status'],
    one['tables_ok'],
    one['tables_failed'],
    one['tables_skipped'],
    one['generation'],
    one['job_id'],
  ]);
  return { data, text: textTable(columns, rows, session.out.width) };
};
