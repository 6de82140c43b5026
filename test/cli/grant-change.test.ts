import test from 'ava';
import { newMachine } from './run-agnes.ts';
import { json, startStandIn } from './stand-in.ts';

const orders = { group_id: 'g1', resource_type: 'table', resource_id: 'orders' };
const skill = { group_id: 'g1', resource_type: 'acme/things:thing', resource_id: 'a/b=c' };

test('a group is given and taken several resources in one request', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('GET /api/admin/groups', json([{ id: 'g1', name: 'Finance' }]));
  const answer = { added: [{ ...skill, warning: 'resource_unknown' }], removed: [orders], version: 4 };
  server.answers.set('POST /api/admin/grants/batch', json(answer));
  const machine = await newMachine(t, server.url);
  const words = ['--give', 'acme/things:thing=a/b=c', '--take', 'table=orders', '--tier', 'required'];

  const { code, stdout, stderr } = await machine.run(['admin', 'grant', 'change', 'finance', ...words]);
  const data = await machine.json(['admin', 'grant', 'change', 'g1', '--give', 'table=orders']);

  t.is(code, 0);
  t.is(stdout, 'Finance may use acme/things:thing a/b=c.\nFinance no longer has table orders.\n');
  t.regex(stderr, /There is no acme\/things:thing a\/b=c now/);
  t.deepEqual(server.bodies, [
    { add: [{ ...skill, tier: 'required' }], remove: [orders] },
    { add: [orders], remove: [] },
  ]);
  t.deepEqual(data, { ok: true, ...answer });
});

test('what names no resource, and nothing at all, is told before anything is asked', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);

  const wrong = await machine.run(['admin', 'grant', 'change', 'Finance', '--give', 'orders']);
  const nothing = await machine.run(['admin', 'grant', 'change', 'Finance']);

  t.deepEqual([wrong.code, nothing.code], [2, 2]);
  t.regex(wrong.stderr, /"orders" names no resource/);
  t.regex(nothing.stderr, /agnes admin grant change Finance --give table=orders/);
  t.deepEqual(server.requests, []);
});
