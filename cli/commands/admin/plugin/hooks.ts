import type { Run } from '../../../command.ts';
import { objectsOf } from '../../../json/values.ts';
import { textTable } from '../../../terminal/text-table.ts';

const columns = ['hook', 'plugin', 'version', 'mode', 'calls', 'failures', 'p95 ms', 'breaker'].map(
  (title) => ({
    title,
  }),
);

/** Every hook and who listens to it. */
export const run: Run = async (_input, session) => {
  const data = await (await session.http()).object({ path: '/api/admin/hooks' });
  const rows = objectsOf(data['hooks']).flatMap(({ name, taps }) => {
    const listeners = objectsOf(taps);
    if (listeners.length === 0) return [[name, '', '', '', '', '', '', '']];
    return listeners.map((tap) => [
      name,
      tap['plugin'],
      tap['version'],
      tap['mode'],
      tap['calls'],
      tap['failures'],
      tap['p95_ms'],
      tap['breaker'],
    ]);
  });
  return { data, text: textTable(columns, rows, session.out.width) };
};
