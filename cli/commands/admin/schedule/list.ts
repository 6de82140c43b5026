import type { Run } from '../../../command.ts';
import { objectsOf } from '../../../json/values.ts';
import { textTable } from '../../../terminal/text-table.ts';

/** Everything that recurs. */
export const run: Run = async (_input, session) => {
  const answer = await (await session.http()).object({ path: '/api/admin/schedules' });
  const schedules = objectsOf(answer['schedules']);
  const rows = schedules.map((schedule) => [
    schedule['id'],
    schedule['kind'],
    schedule['spec'],
    schedule['enabled'] === false ? 'off' : schedule['next_run'],
    schedule['last_status'] ?? 'never ran',
  ]);
  const columns = ['id', 'kind', 'spec', 'next run', 'last'].map((title) => ({ title }));
  return { data: { schedules }, text: textTable(columns, rows, session.out.width) };
};
