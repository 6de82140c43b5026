import { allGroups } from '../../../admin/find-group.ts';
import type { Run } from '../../../command.ts';
import { textTable } from '../../../terminal/text-table.ts';

const columns = [
  { title: 'name' },
  { title: 'origin' },
  { title: 'members', align: 'right' },
  { title: 'grants', align: 'right' },
  { title: 'id' },
  { title: 'description' },
] as const;

/** The groups of the server. */
export const run: Run = async (_input, session) => {
  const groups = await allGroups(await session.http());
  const rows = groups.map(({ name, origin, member_count: members, grant_count: grants, id, description }) => [
    name,
    origin,
    members,
    grants,
    id,
    description,
  ]);
  return { data: { groups }, text: textTable(columns, rows, session.out.width) };
};
