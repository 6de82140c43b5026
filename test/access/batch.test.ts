import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { auditOf, listOf, servedAccess } from './support/served-access.ts';

const route = 'POST /api/admin/grants/batch';

test('grants come and go together, and the answer says what became of each', async (t) => {
  const { root, ada, access } = await servedAccess(t);
  const { version: base } = await root.ask('GET /api/admin/access-overview');
  const key = { group_id: ada.group.id, resource_type: 'table' };
  const add = [
    { ...key, resource_id: 'payroll' },
    { ...key, resource_type: 'acme/things:thing', resource_id: 'a/nine', tier: 'optional' },
  ];

  const answer = await root.send(route, { body: { add, remove: [{ id: ada.grants[0]?.id }], base } });

  const group_name = 'group of ada@example.com';
  t.is(answer.status, 200);
  likeWhole(t, answer.body, {
    added: [
      { ...key, group_name, resource_id: 't2', warning: undefined },
      { resource_id: 'a/nine', tier: 'optional', warning: 'resource_unknown' },
    ],
    removed: [{ ...key, group_name, resource_id: 't1' }],
  });
  t.deepEqual(access.grantedIds(ada.principal(), 'table'), new Set(['t2']));
  t.is(answer.body['version'], (await root.ask('GET /api/admin/access-overview'))['version']);
});

test('one fault and nothing of it happens', async (t) => {
  const { root, ada, access } = await servedAccess(t);
  const key = { group_id: ada.group.id, resource_type: 'table' };
  const good = { add: [{ ...key, resource_id: 't2' }], remove: [{ ...key, resource_id: 't1' }] };
  const send = (change: object) => root.send(route, { body: { ...good, ...change } });

  const answers = await Promise.all([
    send({ add: [...good.add, { ...key, resource_type: 'moon', resource_id: 'm' }] }),
    send({ add: [...good.add, { ...key, resource_id: ' ' }] }),
    send({ add: [...good.add, { ...key, group_id: 'nope', resource_id: 't1' }] }),
    send({ add: [...good.add, ...good.add] }),
    send({ remove: [{ id: 'nope' }] }),
    send({ remove: [{ ...key, resource_id: 't9' }] }),
    send({ extra: true }),
  ]);

  t.deepEqual(
    answers.map(({ status, body }) => [status, body['code']]),
    [
      [400, 'unknown_resource_type'],
      [400, 'blank_resource_id'],
      [404, 'group_not_found'],
      [409, 'grant_exists'],
      [404, 'grant_not_found'],
      [404, 'grant_not_found'],
      [422, 'invalid_input'],
    ],
  );
  t.deepEqual(access.grantedIds(ada.principal(), 'table'), new Set(['t1']));
});

test('what goes may come back in the same batch, with another tier', async (t) => {
  const { root, ada } = await servedAccess(t);
  const key = { group_id: ada.group.id, resource_type: 'acme/things:thing', resource_id: 'a/one' };
  await root.ask(route, { body: { add: [{ ...key, tier: 'optional' }] } });

  await root.ask(route, { body: { add: [{ ...key, tier: 'required' }], remove: [key] } });

  likeWhole(t, listOf(await root.send('GET /api/admin/grants?resource_type=acme/things:thing')), [
    { resource_id: 'a/one', tier: 'required' },
  ]);
});

test('who has not seen the last change is told what it was, and changes nothing', async (t) => {
  const { root, ada, access } = await servedAccess(t);
  const { version: base } = await root.ask('GET /api/admin/access-overview');
  const key = { group_id: ada.group.id, resource_type: 'table' };
  await root.ask('POST /api/admin/grants', { body: { ...key, resource_id: 't2' } });
  const { id } = await root.ask('POST /api/admin/groups', { body: { name: 'Sales' } });

  const refused = await root.send(route, { body: { remove: [{ ...key, resource_id: 't1' }], base } });

  t.is(refused.status, 409);
  t.is(
    refused.body['detail'],
    'Groups or grants have changed meanwhile: grant created "group of ada@example.com" → "t2"; group created "Sales".',
  );
  likeWhole(t, refused.body, {
    code: 'access_changed',
    changes: [
      { change: 'grant_created', ...key, resource_id: 't2', group_name: 'group of ada@example.com' },
      { change: 'group_created', group_id: id, group_name: 'Sales' },
    ],
  });
  t.is(refused.body['version'], (await root.ask('GET /api/admin/access-overview'))['version']);
  t.deepEqual(access.grantedIds(ada.principal(), 'table'), new Set(['t1', 't2']));
});

test('a change of members is none of groups or grants', async (t) => {
  const { root, ada, members } = await servedAccess(t);
  const { version: base } = await root.ask('GET /api/admin/access-overview');
  await root.ask(`POST /api/admin/groups/${ada.group.id}/members`, { body: { email: 'root@example.com' } });

  const answer = await root.send(route, { body: { remove: [{ id: ada.grants[0]?.id }], base } });

  t.is(answer.status, 200);
  t.is((await members.list(ada.group.id)).length, 2);
});

test('of two batches on one version the second is refused', async (t) => {
  const { root, ada } = await servedAccess(t);
  const { version: base } = await root.ask('GET /api/admin/access-overview');
  const key = { group_id: ada.group.id, resource_type: 'table' };
  const send = (resource_id: string) => root.send(route, { body: { add: [{ ...key, resource_id }], base } });

  const answers = await Promise.all([send('t2'), send('t3')]);

  t.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409]);
});

test('a version that has not been yet was seen before the state was restored', async (t) => {
  const { root, ada } = await servedAccess(t);

  const refused = await root.send(route, { body: { remove: [{ id: ada.grants[0]?.id }], base: 1000 } });

  t.like(refused, { status: 409, body: { code: 'access_changed', changes: [] } });
});

test('a thousand grants are one change with one audit row', async (t) => {
  const served = await servedAccess(t);
  const { root, ada, access } = served;
  const add = Array.from({ length: 1000 }, (_, at) => ({
    group_id: ada.group.id,
    resource_type: 'table',
    resource_id: `many-${at}`,
  }));

  await root.ask(route, { body: { add } });
  const refused = await root.send(route, { body: { add: [...add, ...add] } });

  t.is(access.rights.grantedIds(ada.principal().userId, 'table').size, 1001);
  t.is((await auditOf(served, 'resource_grant.updated')).length, 1);
  t.is(refused.status, 422);
});

test('the audit row of a batch holds all of it', async (t) => {
  const served = await servedAccess(t);
  const { root, ada } = served;
  const key = { group_id: ada.group.id, resource_type: 'table' };
  const id = ada.grants[0]?.id;
  const remove = [{ id }];
  await root.ask(route, { body: { add: [{ ...key, resource_id: 'payroll' }], remove } });

  const [row] = await auditOf(served, 'resource_grant.updated');

  t.deepEqual(JSON.parse(row?.params ?? ''), {
    added: [{ ...key, resource_id: 't2' }],
    removed: [{ id, ...key, resource_id: 't1' }],
  });
});
