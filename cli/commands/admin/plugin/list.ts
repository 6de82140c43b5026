import type { Run } from '../../../command.ts';
import { objectOf, objectsOf, textOf } from '../../../json/values.ts';
import { textTable } from '../../../terminal/text-table.ts';

/** The plugins of the server, with what is wrong with those that do not run. */
export const run: Run = async (_input, session) => {
  const data = await (await session.http()).object({ path: '/api/admin/plugins' });
  const rows = objectsOf(data['plugins']).map(
    ({ id, version, state, reason, next_action: next, confinement }) => [
      id,
      version,
      state,
      levelOf(confinement),
      [reason, next].filter(Boolean).join(' → '),
    ],
  );
  const columns = ['plugin', 'version', 'state', 'confinement', 'reason'].map((title) => ({ title }));
  return { data, text: textTable(columns, rows, session.out.width) };
};

const levelOf = (confinement: unknown): string =>
  (textOf(objectOf(confinement)['level']) ?? '').replace('_', ' ');
