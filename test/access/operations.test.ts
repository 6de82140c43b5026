import { UpstreamError } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import { ResourceListing } from '../../host/access/resource-listing.ts';
import { everyoneGroup } from '../../host/access/system-groups.ts';
import table from '../../plugins/resource-table/table.ts';
import { likeWhole } from '../support/like-whole.ts';
import { listOf, servedAccess } from './support/served-access.ts';

const tables = async () => [{ id: 't1', name: 'orders', bucket: 'crm', queryMode: 'local' }];
const context = { tables, marketplaces: async () => [] };

/** Access whose only lister fails when told to. */
const servedTables = async (t: ExecutionContext) => {
  const lister = { works: true, now: Date.parse('2026-03-01T12:00:00Z') };
  const listing = new ResourceListing({
    resourceTypes: () => [table],
    now: () => lister.now,
    listResourceBlocks: async () => [
      lister.works
        ? { plugin: 'agnes/resource-table', items: await table.listBlocks(context) }
        : { plugin: 'agnes/resource-table', error: UpstreamError({ reason: 'no' }) },
    ],
  });
  return { ...(await servedAccess(t, { types: listing })), lister };
};

test('administrators see which types can be granted', async (t) => {
  const { root } = await servedTables(t);

  const types = listOf(await root.send('GET /api/admin/resource-types'));

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
  const { root, ada } = await servedTables(t);
  const { group, grants } = ada;

  const overview = await root.ask('GET /api/admin/access-overview');

  t.deepEqual(overview['resources'], [
    {
      type_key: 'table',
      type_display: 'Tables',
      blocks: [
        { id: 'crm', name: 'crm', items: [{ resource_id: 't1', name: 'orders', query_mode: 'local' }] },
      ],
    },
  ]);
  likeWhole(t, overview, {
    grants: [{ id: grants[0]?.id, group_id: group.id, resource_type: 'table', resource_id: 't1' }],
    groups: [
      { name: 'Admin' },
      { name: 'Everyone' },
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
    ],
  });
});

test('the overview marks a grant whose resource nobody knows, and tells tiers', async (t) => {
  const { root, ada } = await servedAccess(t);
  const grant = (body: object) =>
    root.ask('POST /api/admin/grants', { body: { group_id: ada.group.id, ...body } });
  await grant({ resource_type: 'table', resource_id: 't9' });
  await grant({ resource_type: 'acme/things:thing', resource_id: 'a/one', tier: 'required' });

  const { grants } = await root.ask('GET /api/admin/access-overview');

  likeWhole(t, grants, [
    { resource_id: 'a/one', tier: 'required', warning: undefined },
    { resource_id: 't1', tier: undefined, warning: undefined },
    { resource_id: 't9', tier: undefined, warning: 'resource_unknown' },
  ]);
});

test('the version of the overview changes with groups and grants', async (t) => {
  const { root, ada } = await servedAccess(t);
  const version = async () => (await root.ask('GET /api/admin/access-overview'))['version'];
  const first = await version();

  await root.send(`DELETE /api/admin/grants/${ada.grants[0]?.id}`);

  t.is(typeof first, 'number');
  t.not(await version(), first);
  t.is(await version(), await version());
});

test('a lister that fails shows what it last said, and since when', async (t) => {
  const { root, lister } = await servedTables(t);
  await root.ask('GET /api/admin/access-overview');
  lister.works = false;
  lister.now += 60_000;

  const overview = await root.ask('GET /api/admin/access-overview');

  likeWhole(t, overview, {
    resources: [{ blocks: [{ id: 'crm' }], stale_since: '2026-03-01T12:00:00.000+00:00' }],
  });
});

test('a lister that has never worked shows nothing and says so', async (t) => {
  const { root, lister } = await servedTables(t);
  lister.works = false;

  const overview = await root.ask('GET /api/admin/access-overview');

  likeWhole(t, overview, { resources: [{ stale_since: '2026-03-01T12:00:00.000+00:00' }] });
});

test('the overview is for administrators', async (t) => {
  const { asAda } = await servedAccess(t);

  t.is((await asAda.send('GET /api/admin/access-overview')).status, 403);
  t.is((await asAda.send('GET /api/admin/resource-types')).status, 403);
});

test('everybody may see what they were granted and through which groups; administrators may of others', async (t) => {
  const { asAda, root, ada } = await servedAccess(t);
  const { userId } = ada.principal();
  await root.ask('POST /api/admin/grants', {
    body: { group_id: everyoneGroup.id, resource_type: 'table', resource_id: 't1' },
  });
  await root.ask(`POST /api/admin/users/${userId}/memberships`, { body: { group_id: everyoneGroup.id } });

  const mine = await asAda.ask('GET /api/me/effective-access');
  const hers = await root.ask(`GET /api/admin/users/${userId}/effective-access`);

  t.deepEqual(mine, {
    is_admin: false,
    items: [
      {
        resource_type: 'table',
        resource_id: 't1',
        via_groups: [
          { group_id: everyoneGroup.id, group_name: 'Everyone' },
          { group_id: ada.group.id, group_name: 'group of ada@example.com' },
        ],
      },
    ],
  });
  t.deepEqual(hers, mine);
});

test('being administrator is told, and adds no grants', async (t) => {
  const { root, rootId } = await servedAccess(t);
  const explicit = { is_admin: true, items: [] };

  t.deepEqual(await root.ask('GET /api/me/effective-access'), explicit);
  t.deepEqual(await root.ask(`GET /api/admin/users/${rootId}/effective-access`), explicit);
});

test('the access of others is for administrators, and of nobody it is not found', async (t) => {
  const { asAda, root, rootId } = await servedAccess(t);

  t.is((await asAda.send(`GET /api/admin/users/${rootId}/effective-access`)).status, 403);
  t.like(await root.send('GET /api/admin/users/nope/effective-access'), {
    status: 404,
    body: { code: 'user_unknown' },
  });
});
