import test from 'ava';
import { adminGroup, everyoneGroup } from '../../host/access/system-groups.ts';
import { servedAccess } from './support/served-access.ts';
import { person } from './support/started-access.ts';

const texts = (body: Readonly<Record<string, unknown>>) =>
  // The shape is that of the operation.
  (body['steps'] as readonly { ok: boolean; text: string }[]).map(
    ({ ok, text }) => `${ok ? '+' : '-'} ${text}`,
  );

test('a granted table is explained from the person to the decision', async (t) => {
  const { root, ada } = await servedAccess(t);
  const { id } = ada.group;

  const body = await root.ask('GET /api/admin/access/explain?user=ada@example.com&type=table&id=t1');

  t.like(body, {
    user: { id: ada.principal().userId, email: 'ada@example.com', active: true },
    resource: { type: 'table', id: 't1', name: 'invoices' },
    allowed: true,
    reason: 'granted',
  });
  t.deepEqual(body['steps'], [
    { step: 'user', ok: true, text: 'ada@example.com is an active user.' },
    { step: 'resource', ok: true, text: 'There is a table "invoices".' },
    {
      step: 'membership',
      ok: true,
      text: 'ada@example.com was put into "group of ada@example.com" by an administrator.',
      group_id: id,
      source: 'admin',
    },
    {
      step: 'grant',
      ok: true,
      text: '"group of ada@example.com" was granted the table "invoices".',
      group_id: id,
      grant_id: ada.grants[0]?.id,
    },
    {
      step: 'decision',
      ok: true,
      text: 'ada@example.com may use the table "invoices": a group they are in was granted it.',
    },
  ]);
});

test('what is missing is said, to administrators with the groups that have it', async (t) => {
  const served = await servedAccess(t);
  const eve = await person(served, 'eve@example.com');

  const body = await served.root.ask(
    `GET /api/admin/access/explain?user=${eve().userId}&type=table&id=invoices`,
  );

  t.like(body, { allowed: false, reason: 'not_granted', resource: { id: 't1' } });
  t.deepEqual(texts(body), [
    '+ eve@example.com is an active user.',
    '+ There is a table "invoices".',
    '- eve@example.com is in no group.',
    '- the table "invoices" is granted to "group of ada@example.com".',
    '- eve@example.com may not use the table "invoices": no group they are in was granted it.',
  ]);
});

test('a membership that does not count is named with the reason', async (t) => {
  const served = await servedAccess(t);
  const { root, store, access, clock } = served;
  const eve = (await person(served, 'eve@example.com'))().userId;
  const expiresAt = new Date(clock.ms + 1000);
  await store.keep((tx) => access.addBreakGlass(tx, { userId: eve, expiresAt }));
  const groups = [{ system: 'everyone' } as const];
  await store.keep((tx) => access.replaceSynced(tx, { userId: eve, source: 'oidc:corp', groups }));
  await store.keep((tx) => access.suspendSynced(tx, { userId: eve, source: 'oidc:corp' }));
  await access.refresh();
  clock.ms += 1000;

  const body = await root.ask('GET /api/admin/access/explain?user=eve@example.com&type=table&id=t2');

  t.like(body, { allowed: false, reason: 'not_granted' });
  t.deepEqual(texts(body).slice(2, 4), [
    '- eve@example.com was put into "Admin" by break-glass until 2026-03-01T12:00:01.000Z, but that does not count: its time is over.',
    '- eve@example.com was put into "Everyone" by the sign-in method "oidc:corp", but that does not count: it is suspended until the next sync.',
  ]);
});

test('an administrator passes by being one, but not at what does not exist', async (t) => {
  const { root } = await servedAccess(t);
  const about = (id: string) =>
    root.ask(`GET /api/admin/access/explain?user=root@example.com&type=table&id=${id}`);

  const [there, gone] = await Promise.all([about('t2'), about('t9')]);

  t.like(there, { allowed: true, reason: 'administrator' });
  t.is(texts(there)[2], '+ root@example.com was put into "Admin" by an administrator.');
  t.like(gone, { allowed: false, reason: 'resource_unknown' });
  t.is(texts(gone)[1], '- There is no table "t9".');
});

test('a tier is told, and that the feed is not for administrators as such', async (t) => {
  const { root } = await servedAccess(t);
  const body = {
    group_id: adminGroup.id,
    resource_type: 'marketplace_plugin',
    resource_id: 'tools/review',
    tier: 'required',
  };
  const before = await root.ask('GET /api/me/access/explain?type=marketplace_plugin&id=tools/review');
  await root.ask('POST /api/admin/grants', { body });

  const after = await root.ask(
    'GET /api/admin/access/explain?user=root@example.com&type=marketplace_plugin&id=tools/review',
  );

  t.like(before, { allowed: false, reason: 'not_granted' });
  t.true(texts(after).includes('+ "Admin" was granted the marketplace_plugin "tools/review", required.'));
});

test('a deactivated account may use nothing, whatever it was granted', async (t) => {
  const { root, ada, store } = await servedAccess(t);
  const { userId } = ada.principal();
  await store.keep((tx) => tx.updateTable('users').set({ active: false }).where('id', '=', userId).execute());

  const body = await root.ask('GET /api/admin/access/explain?user=ada@example.com&type=table&id=t1');

  t.like(body, { allowed: false, reason: 'account_deactivated' });
});

test('unknown users and types are said to be so', async (t) => {
  const { root } = await servedAccess(t);
  const about = (query: string) => root.send(`GET /api/admin/access/explain?${query}`);

  const answers = await Promise.all([
    about('user=nobody@example.com&type=table&id=t1'),
    about('user=ada@example.com&type=moon&id=t1'),
    about('user=ada@example.com&type=table'),
  ]);

  t.deepEqual(
    answers.map(({ status, body }) => [status, body['code']]),
    [
      [404, 'user_unknown'],
      [400, 'unknown_resource_type'],
      [422, 'invalid_input'],
    ],
  );
});

test('people see their own chain', async (t) => {
  const { asAda } = await servedAccess(t);

  const body = await asAda.ask('GET /api/me/access/explain?type=table&id=invoices');

  t.like(body, { allowed: true, reason: 'granted', resource: { id: 't1', name: 'invoices' } });
  t.is(texts(body).length, 4);
});

test('what one may not use looks the same whether it exists or not, by id and by name', async (t) => {
  const { asAda, root } = await servedAccess(t);
  await root.ask('POST /api/admin/grants', {
    body: { group_id: everyoneGroup.id, resource_type: 'table', resource_id: 't2' },
  });
  const about = async (id: string) =>
    (await asAda.send(`GET /api/me/access/explain?type=table&id=${id}`)).text.replaceAll(id, '?');

  const [byId, byName, absent] = await Promise.all([about('t2'), about('payroll'), about('t9')]);

  t.is(byId, absent);
  t.is(byName, absent);
  t.false(absent.includes('Everyone'));
  t.regex(absent, /"reason":"not_granted"/);
});

test('a group that does not count any more does not tell what it was granted', async (t) => {
  const { asAda, ada, store, access, root } = await servedAccess(t);
  const { userId } = ada.principal();
  const groups = [{ system: 'everyone' } as const];
  await store.keep((tx) => access.replaceSynced(tx, { userId, source: 'oidc:corp', groups }));
  await store.keep((tx) => access.suspendSynced(tx, { userId, source: 'oidc:corp' }));
  await root.ask('POST /api/admin/grants', {
    body: { group_id: everyoneGroup.id, resource_type: 'table', resource_id: 't2' },
  });
  const about = async (id: string) =>
    (await asAda.send(`GET /api/me/access/explain?type=table&id=${id}`)).text.replaceAll(id, '?');

  t.is(await about('t2'), await about('t9'));
});

test('explanations about others are for administrators', async (t) => {
  const { asAda } = await servedAccess(t);

  t.is((await asAda.send('GET /api/admin/access/explain?user=ada@example.com&type=table&id=t1')).status, 403);
});
