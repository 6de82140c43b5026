import type { Overview } from '../../../host/web/access/overview.ts';

/** An overview as large as asked. Every third cell of the first ten groups is granted. */
export const largeOverview = ({ tables, groups }: { tables: number; groups: number }): Overview => {
  const ids = Array.from({ length: tables }, (_, index) => `tbl_${index}_${(index * 7919).toString(36)}`);
  const people = Array.from({ length: groups }, (_, index) => ({
    id: `01a2193${index.toString(16).padStart(4, '0')}-af2f-733c-b68c-7b541bbec5ae`,
    name: `Group ${index} of the company`,
    is_system: false,
    origin: 'custom',
    member_count: index,
    grant_count: 3,
  }));
  const grants = people.slice(0, 10).flatMap((group, column) =>
    ids
      .filter((_, row) => (row + column) % 3 === 0)
      .map((id) => ({
        id: `${column}-${id}`,
        group_id: group.id,
        resource_type: 'table',
        resource_id: id,
      })),
  );
  const items = ids.map((id) => ({ resource_id: id, name: id, description: `What ${id} holds` }));
  return {
    version: 7,
    groups: people,
    grants,
    resources: [{ type_key: 'table', type_display: 'Tables', blocks: [{ id: 'b', name: 'sales', items }] }],
  };
};

/** Two groups, two tables, one grant that is required and one of something that is gone. */
export const smallOverview: Overview = {
  version: 3,
  groups: [
    {
      id: '00000000-0000-7000-8000-000000000001',
      name: 'Admin',
      is_system: true,
      origin: 'system',
      member_count: 1,
      grant_count: 0,
    },
    { id: 'g1', name: 'Analysts', is_system: false, origin: 'custom', member_count: 2, grant_count: 2 },
  ],
  grants: [
    {
      id: 'x1',
      group_id: 'g1',
      resource_type: 'marketplace_plugin',
      resource_id: 'acme/one',
      tier: 'required',
    },
    { id: 'x2', group_id: 'g1', resource_type: 'table', resource_id: 'gone', warning: 'resource_unknown' },
  ],
  resources: [
    {
      type_key: 'table',
      type_display: 'Tables',
      stale_since: '2026-03-01T10:00:00Z',
      blocks: [
        {
          id: 'b',
          name: 'sales',
          items: [
            { resource_id: 't1', name: 'orders' },
            { resource_id: 't2', name: 'payroll' },
          ],
        },
      ],
    },
    {
      type_key: 'marketplace_plugin',
      type_display: 'Plugins',
      blocks: [{ id: 'acme', name: 'Acme', items: [{ resource_id: 'acme/one', name: 'one' }] }],
    },
  ],
};
