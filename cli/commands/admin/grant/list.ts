import { findGroup } from '../../../admin/find-group.ts';
import type { Run } from '../../../command.ts';
import { objectsOf } from '../../../json/values.ts';
import { textTable } from '../../../terminal/text-table.ts';

/** What groups may use. */
export const run: Run = async (input, session) => {
  const http = await session.http();
  const [type, wanted] = [input.text('type'), input.text('group')];
  const query = new URLSearchParams({
    ...(type !== undefined && { resource_type: type }),
    ...(wanted !== undefined && { group_id: (await findGroup(http, wanted)).id }),
  });
  const grants = objectsOf(await http.json({ path: `/api/admin/grants?${query}` }));
  const rows = grants.map(({ group_name: group, resource_type, resource_id, tier, assigned_at: at, id }) => [
    group,
    resource_type,
    resource_id,
    tier,
    at,
    id,
  ]);
  const columns = ['group', 'type', 'resource', 'tier', 'since', 'id'].map((title) => ({ title }));
  return { data: { grants }, text: textTable(columns, rows, session.out.width) };
};
