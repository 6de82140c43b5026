import type { Run } from '../../../command.ts';
import { objectOf } from '../../../json/values.ts';
import { textTable } from '../../../terminal/text-table.ts';

const columns = ['', 'recorded', 'now'].map((title) => ({ title }));

/** Calls a tap again with what it was given then; nothing comes of it. */
export const run: Run = async (input, session) => {
  const path = `/api/admin/hook-calls/${encodeURIComponent(input.args[0] ?? '')}/replay`;
  const data = await (await session.http()).object({ method: 'POST', path });
  const [recorded, now] = [objectOf(data['recorded']), objectOf(data['now'])];
  const rows = ['version', 'outcome', 'ms', 'error_code', 'message'].map((name) => [
    name,
    recorded[name],
    now[name],
  ]);
  const results = ['result', JSON.stringify(recorded['result']), JSON.stringify(now['result'])];
  const verdict = data['same'] === true ? 'The same as then.' : 'Another answer than then.';
  return { data, text: [...textTable(columns, [...rows, results], session.out.width), verdict] };
};
