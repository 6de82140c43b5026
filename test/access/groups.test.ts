import test from 'ava';
import { adminGroup, everyoneGroup } from '../../host/access/system-groups.ts';
import { likeWhole } from '../support/like-whole.ts';
import { auditOf, listOf, servedAccess } from './support/served-access.ts';
import { intentOf } from './support/started-access.ts';

const at = '2026-03-01T12:00:00.000+00:00';

test('a group is made under its trimmed name, and nobody is in it', async (t) => {
  const { root, rootId } = await servedAccess(t);

  const body = { name: ' Sales ', description: 'Who sells.', color: 'red' };
  const made = await root.send('POST /api/admin/groups', { body });

  t.is(made.status, 201);
  const { id, ...group } = made.body;
  t.deepEqual(group, {
    name: 'Sales',
    description: 'Who sells.',
    is_system: false,
    origin: 'custom',
    created_at: at,
    created_by: rootId,
    member_count: 0,
    grant_count: 0,
    is_google_managed: false,
    mapped_email: null,
  });
  t.deepEqual((await root.send(`GET /api/admin/groups/${id}`)).body, made.body);
});

test('groups are listed by name, whatever its case, with what is in them', async (t) => {
  const { root } = await servedAccess(t);
  await root.ask('POST /api/admin/groups', { body: { name: 'bees' } });

  const groups = listOf(await root.send('GET /api/admin/groups'));

  t.deepEqual(
    groups.map(({ name, member_count, grant_count }) => [name, member_count, grant_count]),
    [
      ['Admin', 1, 0],
      ['bees', 0, 0],
      ['Everyone', 0, 0],
      ['group of ada@example.com', 1, 1],
    ],
  );
});

test('names of groups are unique in any case and by look-alike, those of the system too', async (t) => {
  const { root } = await servedAccess(t);
  const post = (name: string) => root.send('POST /api/admin/groups', { body: { name } });
  await post('Sales');

  const answers = await Promise.all([post('SALES'), post('admin'), post('Ａdmin'), post(' ')]);

  t.deepEqual(
    answers.map(({ status, body }) => [status, body['code']]),
    [
      [409, 'group_exists'],
      [409, 'group_exists'],
      [409, 'group_exists'],
      [400, 'blank_name'],
    ],
  );
});

test('of two groups made at the same moment under one name one is refused', async (t) => {
  const { groups } = await servedAccess(t);

  const results = await Promise.allSettled([
    groups.createGroup({ name: 'Sales' }, intentOf('user_group.created')),
    groups.createGroup({ name: 'sales' }, intentOf('user_group.created')),
  ]);

  t.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
});

test('a group is renamed and described anew, each by itself', async (t) => {
  const { root, ada } = await servedAccess(t);
  const patch = (body: object) => root.ask(`PATCH /api/admin/groups/${ada.group.id}`, { body });

  const renamed = await patch({ name: 'Readers' });
  const described = await patch({ description: 'They read.' });
  const bare = await patch({ name: 'READERS', description: null });

  t.like(renamed, { name: 'Readers', description: null, member_count: 1 });
  t.like(described, { name: 'Readers', description: 'They read.' });
  t.like(bare, { name: 'READERS', description: null });
});

test('a rename to nothing, to a name that is taken, or of nobody is refused', async (t) => {
  const { root, ada } = await servedAccess(t);
  const patch = (id: string, body: object) => root.send(`PATCH /api/admin/groups/${id}`, { body });

  const answers = await Promise.all([
    patch(ada.group.id, { name: '' }),
    patch(ada.group.id, { name: 'EVERYONE' }),
    patch('nope', { name: 'Other' }),
  ]);

  t.deepEqual(
    answers.map(({ status, body }) => [status, body['code']]),
    [
      [400, 'blank_name'],
      [409, 'group_exists'],
      [404, 'group_not_found'],
    ],
  );
});

test('a system group keeps its name and stays; its description may change', async (t) => {
  const { root } = await servedAccess(t);
  const path = `/api/admin/groups/${everyoneGroup.id}`;

  const renamed = await root.send(`PATCH ${path}`, { body: { name: 'All' } });
  const described = await root.send(`PATCH ${path}`, { body: { name: 'Everyone', description: 'All.' } });
  const deleted = await root.send(`DELETE ${path}`);

  t.like(renamed, { status: 409, body: { code: 'system_group' } });
  t.like(described, { status: 200, body: { name: 'Everyone', description: 'All.', origin: 'system' } });
  t.like(deleted, { status: 409, body: { code: 'system_group' } });
});

test('a group goes with its members and grants, and with the rights they gave', async (t) => {
  const { root, ada, access, store } = await servedAccess(t);

  const deleted = await root.send(`DELETE /api/admin/groups/${ada.group.id}`);

  t.is(deleted.status, 204);
  t.deepEqual(access.groupsOf(ada.principal().userId), []);
  t.deepEqual(access.grantedIds(ada.principal(), 'table'), new Set());
  t.deepEqual(await store.read.selectFrom('resource_grants').select('id').execute(), []);
  t.is((await root.send(`GET /api/admin/groups/${ada.group.id}`)).status, 404);
  t.is((await root.send(`DELETE /api/admin/groups/${ada.group.id}`)).status, 404);
});

test('a group that a sync made is read-only, and says so in an object', async (t) => {
  const { root, store, access, ada } = await servedAccess(t);
  const { userId } = ada.principal();
  const groups = [{ name: 'sales@example.com' }];
  await store.keep((tx) => access.replaceSynced(tx, { userId, source: 'google_sync', groups }));
  await access.refresh();
  const group = access.groupsOf(userId).find(({ origin }) => origin === 'google_sync');
  const path = `/api/admin/groups/${group?.id}`;

  const answers = await Promise.all([
    root.send(`PATCH ${path}`, { body: { description: 'Ours' } }),
    root.send(`DELETE ${path}`),
    root.send(`POST ${path}/members`, { body: { email: 'root@example.com' } }),
  ]);

  const message = 'The group "sales@example.com" is managed by Google Workspace and read-only here.';
  const refusal = { status: 409, body: { detail: { code: 'google_managed_readonly', message } } };
  t.like(answers[0], refusal);
  t.like(answers[1], refusal);
  t.like(answers[2], refusal);
  t.like(await root.ask(`GET ${path}`), { origin: 'google_sync', is_google_managed: true });
});

test('a system group with a Google address is filled from there alone', async (t) => {
  const { root } = await servedAccess(t, { mappedEmails: { everyone: 'all@example.com' } });
  const path = `/api/admin/groups/${everyoneGroup.id}`;

  const group = await root.ask(`GET ${path}`);
  const added = await root.send(`POST ${path}/members`, { body: { email: 'ada@example.com' } });

  t.like(group, { origin: 'system', is_google_managed: true, mapped_email: 'all@example.com' });
  t.like(added, { status: 409, body: { code: 'google_managed_readonly' } });
  t.like(await root.ask(`GET /api/admin/groups/${adminGroup.id}`), {
    is_google_managed: false,
    mapped_email: null,
  });
});

test('every change of a group has its audit row, a refused one has none', async (t) => {
  const served = await servedAccess(t);
  const { root } = served;
  const { id } = await root.ask('POST /api/admin/groups', { body: { name: 'Sales' } });
  await root.send('POST /api/admin/groups', { body: { name: 'Sales' } });
  await root.ask(`PATCH /api/admin/groups/${id}`, { body: { name: 'Support' } });
  await root.send(`DELETE /api/admin/groups/${id}`);

  const rows = await Promise.all(
    ['created', 'updated', 'deleted'].map((what) => auditOf(served, `user_group.${what}`)),
  );

  likeWhole(t, rows[0]?.slice(1), [{ resource: id, params: '{"name":"Sales"}', user_id: served.rootId }]);
  likeWhole(t, rows[1], [{ resource: id, params: '{"name":"Support"}' }]);
  likeWhole(t, rows[2], [{ resource: id, params: '{"name":"Support"}' }]);
  t.deepEqual(
    rows.map(({ length }) => length),
    [2, 1, 1],
  );
});

test('groups are for administrators', async (t) => {
  const { asAda } = await servedAccess(t);

  t.like(await asAda.send('GET /api/admin/groups'), { status: 403, body: { code: 'admin_required' } });
});
