import type { Run } from '../../../command.ts';
import { objectsOf } from '../../../json/values.ts';
import { textTable } from '../../../terminal/text-table.ts';

/** Names of secrets, where they may go and who uses them. Nobody can ask for their values. */
export const run: Run = async (_input, session) => {
  const http = await session.http();
  const { secrets } = await http.object({ path: '/api/admin/secrets' });
  const rows = objectsOf(secrets).map(({ name, kind, env_name, set, bound_hosts, used_by, last_used_at }) => [
    name,
    kind === 'env' ? `variable ${String(env_name)}` : 'stored',
    set === true ? 'yes' : 'NO',
    listed(bound_hosts),
    listed(used_by),
    last_used_at,
  ]);
  const columns = ['name', 'kind', 'set', 'hosts', 'used by', 'last used'].map((title) => ({ title }));
  return { data: { secrets }, text: textTable(columns, rows, session.out.width) };
};

const listed = (value: unknown): string =>
  Array.isArray(value) && value.length > 0 ? value.join(', ') : 'none';
