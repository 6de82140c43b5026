import type { Run } from '../../../command.ts';
import { objectsOf } from '../../../json/values.ts';
import { textTable } from '../../../terminal/text-table.ts';

/** What extracts may attach on this server. */
export const run: Run = async (_input, session) => {
  const data = await (await session.http()).object({ path: '/api/admin/connectors/policy' });
  const approvals = objectsOf(data['approvals']).map(({ token_env: token, hosts }) => [
    `token ${String(token)}`,
    joined(hosts),
  ]);
  const rows = [
    ['extensions', joined(data['extensions'])],
    ['tokens', joined(data['token_envs'])],
    ['hosts', joined(data['hosts'])],
    ...approvals,
  ];
  const columns = ['what', 'allowed'].map((title) => ({ title }));
  return { data, text: textTable(columns, rows, session.out.width) };
};

const joined = (values: unknown): string => [values].flat().join(', ') || 'none';
