import { UpstreamError } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import { accessOperations } from '../../host/access/operations.ts';
import { ResourceListing } from '../../host/access/resource-listing.ts';
import { adminGroup } from '../../host/access/system-groups.ts';
import { bind } from '../../host/http/operation.ts';
import table from '../../plugins/resource-table/table.ts';
import { startServer } from '../support/start-server.ts';
import { intentOf, person, reader, startedAccess } from './support/started-access.ts';

const tables = [{ id: 't1', name: 'orders', bucket: 'crm' }];

/** Serves access with a user who was granted `t1` and an administrator; the lister fails when told to. */
const served = async (t: ExecutionContext) => {
  const started = await startedAccess(t);
  const lister = { works: true, now: started.now() };
  const resources = new ResourceListing({
    resourceTypes: () => [table],
    now: () => lister.now,
    listResourceBlocks: async () => [
      lister.works
        ? { plugin: 'agnes/resource-table', items: await table.listBlocks({ tables: async () => tables }) }
        : { plugin: 'agnes/resource-table', error: UpstreamError({ reason: 'no' }) },
    ],
  });
  const { principal, group, grants } = await reader(started, 'ada@example.com', ['t1']);
  const admin = await person(started, 'root@example.com');
  await started.groups.addMember(
    { groupId: adminGroup.id, email: 'root@example.com' },
    intentOf('user_group.member_added'),
  );
  const operations = bind(accessOperations, { access: started.access, resources });
  const url = await startServer(t, operations, { ada: principal(), root: admin() });
  const get = (path: string, token: string) =>
    fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  return { get, lister, group, grants };
};

test('administrators see which types can be granted', async (t) => {
  const { get } = await served(t);

  const types = await (await get('/api/admin/resource-types', 'root')).json();

  t.deepEqual(types, [
    {
      key: 'table',
      display_name: 'Tables',
      description: table.description,
      id_format: table.idFormat,
    },
  ]);
});

test('the overview holds groups, grants and resources in one answer', async (t) => {
  const { get, group, grants } = await served(t);

  const overview = (await (await get('/api/admin/access-overview', 'root')).json()) as {
    groups: { id: string }[];
  };

  t.like(overview, {
    grants: [{ id: grants[0]?.id, group_id: group.id, resource_type: 'table', resource_id: 't1' }],
    resources: [
      {
        type_key: 'table',
        type_display: 'Tables',
        blocks: [{ id: 'crm', name: 'crm', items: [{ resource_id: 't1', name: 'orders' }] }],
      },
    ],
  });
  t.deepEqual(
    overview.groups.find(({ id }) => id === group.id),
    {
      id: group.id,
      name: 'group of ada@example.com',
      description: null,
      is_system: false,
      origin: 'custom',
      created_at: '2026-03-01T12:00:00.000+00:00',
      created_by: 'the-admin',
      member_count: 1,
      grant_count: 1,
      is_google_managed: false,
      mapped_email: null,
    },
  );
});

test('a lister that fails shows what it last said, and since when', async (t) => {
  const { get, lister } = await served(t);
  await get('/api/admin/access-overview', 'root');
  lister.works = false;
  lister.now += 60_000;

  const overview = await (await get('/api/admin/access-overview', 'root')).json();

  t.like(overview, {
    resources: [{ blocks: [{ id: 'crm' }], stale_since: '2026-03-01T12:00:00.000+00:00' }],
  });
});

test('a lister that has never worked shows nothing and says so', async (t) => {
  const { get, lister } = await served(t);
  lister.works = false;

  const overview = await (await get('/api/admin/access-overview', 'root')).json();

  t.like(overview, { resources: [{ stale_since: '2026-03-01T12:00:00.000+00:00' }] });
});

test('the overview is for administrators', async (t) => {
  const { get } = await served(t);

  t.is((await get('/api/admin/access-overview', 'ada')).status, 403);
  t.is((await get('/api/admin/resource-types', 'ada')).status, 403);
});

test('everybody may see what they were granted and through which group', async (t) => {
  const { get, group } = await served(t);

  const mine = await (await get('/api/me/effective-access', 'ada')).json();

  t.deepEqual(mine, {
    is_admin: false,
    items: [
      {
        resource_type: 'table',
        resource_id: 't1',
        via_groups: [{ group_id: group.id, group_name: 'group of ada@example.com' }],
      },
    ],
  });
});

test('being administrator is told, and adds no grants', async (t) => {
  const { get } = await served(t);

  t.deepEqual(await (await get('/api/me/effective-access', 'root')).json(), { is_admin: true, items: [] });
});
