import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { newMachine } from './run-agnes.ts';
import { type Answerer, json, type StandIn, startStandIn } from './stand-in.ts';

const group = {
  id: 'g1',
  name: 'Finance',
  origin: 'custom',
  member_count: 1,
  grant_count: 2,
  description: null,
};
const member = { user_id: 'u1', email: 'Ada@Example.com', name: 'Ada', active: true, source: 'admin' };
const grant = {
  id: 'r1',
  group_id: 'g1',
  group_name: 'Finance',
  resource_type: 'table',
  resource_id: 'orders',
};
const nothing: Answerer = (_request, response) => response.writeHead(204).end();

const startServer = async (...[t]: Parameters<typeof startStandIn>): Promise<StandIn> => {
  const server = await startStandIn(t);
  server.answers.set('GET /api/admin/groups', json([group]));
  server.answers.set('GET /api/admin/groups/g1/members', json([member]));
  return server;
};

const changes = ({ requests }: StandIn): readonly string[] =>
  requests.filter((request) => !request.startsWith('GET'));

test('groups are listed, made and deleted; a group is named by its id or its name', async (t) => {
  const server = await startServer(t);
  server.answers.set('POST /api/admin/groups', json(group, 201));
  server.answers.set('DELETE /api/admin/groups/g1', nothing);
  const machine = await newMachine(t, server.url);

  const listed = await machine.run(['admin', 'group', 'list']);
  await machine.run(['admin', 'group', 'create', 'Finance', '--description', 'Money']);
  const byName = await machine.run(['admin', 'group', 'delete', 'finance']);
  const byId = await machine.run(['admin', 'group', 'delete', 'g1']);
  const unknown = await machine.run(['admin', 'group', 'delete', 'Sales']);

  t.regex(listed.stdout, /Finance +custom +1 +2 +g1/);
  t.deepEqual(server.bodies, [{ name: 'Finance', description: 'Money' }]);
  t.deepEqual([byName.code, byId.code, unknown.code], [0, 0, 8]);
  t.deepEqual(changes(server), [
    'POST /api/admin/groups',
    'DELETE /api/admin/groups/g1',
    'DELETE /api/admin/groups/g1',
  ]);
});

test('people are put into groups by address, and taken out by address or id', async (t) => {
  const server = await startServer(t);
  server.answers.set('POST /api/admin/groups/g1/members', json(member, 201));
  server.answers.set('DELETE /api/admin/groups/g1/members/u1', nothing);
  const machine = await newMachine(t, server.url);

  const shown = await machine.run(['admin', 'group', 'members', 'Finance']);
  const added = await machine.run(['admin', 'group', 'add-member', 'Finance', 'ada@example.com']);
  const removed = await machine.run(['admin', 'group', 'remove-member', 'Finance', 'ada@example.com']);
  const again = await machine.run(['admin', 'group', 'remove-member', 'Finance', 'u1', '--json']);
  const stranger = await machine.run(['admin', 'group', 'remove-member', 'Finance', 'bob@example.com']);

  t.regex(shown.stdout, /Ada@Example\.com +Ada +active +admin/);
  t.is(added.stdout, 'ada@example.com is in Finance.\n');
  t.deepEqual(server.bodies, [{ email: 'ada@example.com' }]);
  t.is(removed.stdout, 'Ada@Example.com is no longer in Finance.\n');
  t.like(JSON.parse(again.stdout), { ok: true, removed: true, member: { user_id: 'u1' } });
  t.is(stranger.code, 8);
  t.regex(stranger.stderr, /is not in the group Finance/);
});

test('grants are listed by type and group, made for a group by name, and deleted', async (t) => {
  const server = await startServer(t);
  server.answers.set('GET /api/admin/grants', json([grant]));
  server.answers.set('POST /api/admin/grants', json({ ...grant, warning: 'resource_unknown' }, 201));
  server.answers.set('DELETE /api/admin/grants/r1', nothing);
  const machine = await newMachine(t, server.url);

  const listed = await machine.run(['admin', 'grant', 'list', '--type', 'table', '--group', 'Finance']);
  const made = await machine.run('admin grant create Finance table orders --tier optional'.split(' '));
  const deleted = await machine.run(['admin', 'grant', 'delete', 'r1']);

  t.true(server.requests.includes('GET /api/admin/grants?resource_type=table&group_id=g1'));
  t.regex(listed.stdout, /Finance +table +orders/);
  t.deepEqual(server.bodies, [
    { group_id: 'g1', resource_type: 'table', resource_id: 'orders', tier: 'optional' },
  ]);
  t.is(made.stdout, 'Finance may use table orders.\n');
  t.regex(made.stderr, /There is no table "orders" now/);
  t.is(deleted.stdout, 'The grant r1 is gone.\n');
});

test('what can be granted is shown, and why somebody may or may not use it', async (t) => {
  const server = await startServer(t);
  const table = { key: 'table', display_name: 'Tables', description: 'Rows', id_format: 'table id' };
  const steps = [
    { step: 'membership', ok: true, text: 'ada@example.com is in "Finance".' },
    { step: 'decision', ok: false, text: 'ada@example.com may not use the table "orders".' },
  ];
  server.answers.set('GET /api/admin/resource-types', json([table]));
  server.answers.set('GET /api/admin/access/explain', json({ allowed: false, reason: 'not_granted', steps }));
  const machine = await newMachine(t, server.url);

  const types = await machine.run(['admin', 'grant', 'resource-types']);
  const told = await machine.run(['admin', 'grant', 'explain', 'ada@example.com', 'table', 'orders']);
  const data = await machine.json(['admin', 'grant', 'explain', 'ada@example.com', 'table', 'orders']);

  t.regex(types.stdout, /table +Tables +table id +Rows/);
  t.is(
    told.stdout,
    'yes  ada@example.com is in "Finance".\nno   ada@example.com may not use the table "orders".\n',
  );
  likeWhole(t, data, { ok: true, allowed: false, steps });
  t.is(server.requests.at(-1), 'GET /api/admin/access/explain?user=ada%40example.com&type=table&id=orders');
});
