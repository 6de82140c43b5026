import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { auditOf, listOf, servedAccess } from './support/served-access.ts';

const at = '2026-03-01T12:00:00.000+00:00';

test('a grant is answered as lists hold it, and counts at once', async (t) => {
  const { root, rootId, ada, access } = await servedAccess(t);
  const draft = { group_id: ada.group.id, resource_type: 'table', resource_id: 't2' };

  const made = await root.send('POST /api/admin/grants', { body: { ...draft, note: 'ignored' } });

  t.is(made.status, 201);
  const { id, ...grant } = made.body;
  const named = { group_name: 'group of ada@example.com', assigned_at: at, assigned_by: rootId };
  t.deepEqual(grant, { ...draft, ...named });
  t.deepEqual(access.grantedIds(ada.principal(), 'table'), new Set(['t1', 't2']));
  t.deepEqual(listOf(await root.send('GET /api/admin/grants'))[1], { id, ...grant });
});

test('a table that is given by name is granted by its id', async (t) => {
  const { root, ada } = await servedAccess(t);
  const body = { group_id: ada.group.id, resource_type: 'table', resource_id: 'payroll' };

  const made = await root.send('POST /api/admin/grants', { body });
  const again = await root.send('POST /api/admin/grants', { body: { ...body, resource_id: 't2' } });

  t.like(made, { status: 201, body: { resource_id: 't2', warning: undefined } });
  t.like(again, { status: 409, body: { code: 'grant_exists' } });
});

test('a grant of something nobody knows is stored with a warning', async (t) => {
  const { root, ada } = await servedAccess(t);
  const body = { group_id: ada.group.id, resource_type: 'acme/things:thing', resource_id: 'a/three' };

  const made = await root.send('POST /api/admin/grants', { body });
  const known = await root.send('POST /api/admin/grants', { body: { ...body, resource_id: 'a/two' } });

  t.like(made, { status: 201, body: { resource_id: 'a/three', warning: 'resource_unknown' } });
  t.like(known, { status: 201, body: { warning: undefined } });
  likeWhole(t, listOf(await root.send('GET /api/admin/grants?resource_type=acme/things:thing')), [
    { resource_id: 'a/three', warning: 'resource_unknown' },
    { resource_id: 'a/two', warning: undefined },
  ]);
});

test('a grant needs a known type, an id, a group, and to be new', async (t) => {
  const { root, ada } = await servedAccess(t);
  const good = { group_id: ada.group.id, resource_type: 'table', resource_id: 't1' };
  const post = (change: object) => root.send('POST /api/admin/grants', { body: { ...good, ...change } });

  const answers = await Promise.all([
    post({ resource_type: 'moon' }),
    post({ resource_id: ' ' }),
    post({ group_id: 'nope' }),
    post({}),
    post({ tier: 'required' }),
    post({ resource_type: 'acme/things:thing', tier: 'sometimes' }),
  ]);

  t.deepEqual(
    answers.map(({ status, body }) => [status, body['code']]),
    [
      [400, 'unknown_resource_type'],
      [400, 'blank_resource_id'],
      [404, 'group_not_found'],
      [409, 'grant_exists'],
      [400, 'tier_not_allowed'],
      [422, 'invalid_input'],
    ],
  );
});

test('grants are listed by group, type and resource, and can be narrowed', async (t) => {
  const { root, ada } = await servedAccess(t);
  const { id: bees } = await root.ask('POST /api/admin/groups', { body: { name: 'bees' } });
  const post = (group_id: unknown, resource_type: string, resource_id: string) =>
    root.ask('POST /api/admin/grants', { body: { group_id, resource_type, resource_id } });
  await post(ada.group.id, 'acme/things:thing', 'a/one');
  await post(bees, 'table', 't2');
  await post(bees, 'table', 't1');
  const ids = async (query: string) =>
    listOf(await root.send(`GET /api/admin/grants${query}`)).map((grant) => grant['resource_id']);

  t.deepEqual(await ids(''), ['t1', 't2', 'a/one', 't1']);
  t.deepEqual(await ids('?resource_type=table'), ['t1', 't2', 't1']);
  t.deepEqual(await ids(`?group_id=${ada.group.id}`), ['a/one', 't1']);
  t.deepEqual(await ids(`?group_id=${bees}&resource_type=acme/things:thing`), []);
});

test('a grant that is taken away counts no more, and can be taken away once', async (t) => {
  const { root, ada, access } = await servedAccess(t);
  const path = `/api/admin/grants/${ada.grants[0]?.id}`;

  const gone = await root.send(`DELETE ${path}`);

  t.is(gone.status, 204);
  t.deepEqual(access.grantedIds(ada.principal(), 'table'), new Set());
  t.like(await root.send(`DELETE ${path}`), { status: 404, body: { code: 'grant_not_found' } });
});

test('the audit log says what was granted and what was taken away, to whom', async (t) => {
  const served = await servedAccess(t);
  const { root, ada } = served;
  const granted = { group_id: ada.group.id, resource_id: 't2', resource_type: 'table' };
  const { id } = await root.ask('POST /api/admin/grants', { body: { ...granted, resource_id: 'payroll' } });
  await root.send(`DELETE /api/admin/grants/${id}`);

  const created = await auditOf(served, 'resource_grant.created');
  const deleted = await auditOf(served, 'resource_grant.deleted');

  const row = { resource: id, params: JSON.stringify(granted), user_id: served.rootId };
  t.like(created.at(-1), row);
  likeWhole(t, deleted, [row]);
});

test('grants are for administrators', async (t) => {
  const { asAda, ada } = await servedAccess(t);
  const body = { group_id: ada.group.id, resource_type: 'table', resource_id: 't2' };

  t.is((await asAda.send('GET /api/admin/grants')).status, 403);
  t.is((await asAda.send('POST /api/admin/grants', { body })).status, 403);
});
