import { readFile, writeFile } from 'node:fs/promises';
import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { startProfiles } from './support/start-profiles.ts';

const shop = {
  customers: "SELECT i AS id, 'c' || i AS name FROM range(20) r(i)",
  orders: 'SELECT i AS id, i % 20 AS customer_id, i % 3 AS agent_id FROM range(100) r(i)',
  agents: 'SELECT i AS id FROM range(3) r(i)',
};

test('a published table is profiled in the background; who was granted it sees it, and of others nothing', async (t) => {
  const { publish, queued, work, ann, admin } = await startProfiles(t, shop, ['orders', 'customers']);
  await publish(shop);

  const waiting = await queued();
  const { result } = await work(waiting[0]);
  await admin.ask('POST /api/admin/metadata/orders', {
    body: { columns: [{ column_name: 'customer_id', description: 'Who bought it' }] },
  });

  t.deepEqual([waiting, result], [[{ tables: [] }], { profiled: 3, failed: [] }]);
  const profile = await ann.ask('GET /api/catalog/profile/orders?sample=2');
  t.like(profile, {
    table_id: 'orders',
    row_count: 100,
    sampled: false,
    is_current: true,
    used_by_metrics: [],
  });
  const customer = {
    table: 'customers',
    table_id: 'customers',
    relation: 'belongs_to',
    column: 'customer_id',
    key: 'id',
    share: 1,
  };
  t.deepEqual(profile['related_tables'], [customer]);
  t.deepEqual(profile['sample_rows'], [
    { id: 0, customer_id: 0, agent_id: 0 },
    { id: 1, customer_id: 1, agent_id: 1 },
  ]);
  t.like((profile['columns'] as object[])[1], {
    name: 'customer_id',
    description: 'Who bought it',
    distinct: 20,
  });
  const { related_tables: related } = await ann.ask('GET /api/catalog/profile/customers');
  likeWhole(t, related, [{ table: 'orders', relation: 'has_many', column: 'customer_id' }]);
  t.is(((await admin.ask('GET /api/catalog/profile/orders'))['related_tables'] as unknown[]).length, 2);
});

test('what may not be read answers as what is not there; administrators are told which', async (t) => {
  const { ann, admin } = await startProfiles(t, { agents: '' });
  const ask = async (route: string) => {
    const { status, body } = await ann.send(route);
    const { request_id: _, instance: __, ...problem } = body;
    return [status, JSON.stringify(problem).replaceAll('nobody', 'agents')];
  };

  const hidden = [
    await ask('GET /api/catalog/profile/agents'),
    await ask('POST /api/catalog/profile/agents/refresh'),
  ];
  const absent = [
    await ask('GET /api/catalog/profile/nobody'),
    await ask('POST /api/catalog/profile/nobody/refresh'),
  ];

  t.deepEqual(
    hidden.map(([status]) => status),
    [403, 403],
  );
  t.deepEqual(absent, hidden);
  t.is((await admin.send('GET /api/catalog/profile/nobody')).body['code'], 'table_not_found');
  t.is((await admin.send('GET /api/catalog/profile/agents')).body['code'], 'profile_not_found');
  t.is((await admin.send('POST /api/catalog/profile/agents/refresh')).body['code'], 'nothing_to_profile');
});

test('a profile of an older version says so, until the table is profiled again', async (t) => {
  const { publish, work, ann, queued, registry, profiles, store } = await startProfiles(t, { orders: '' }, [
    'orders',
  ]);
  await publish({ orders: 'SELECT 1 AS a' });
  t.is((await ann.send('GET /api/catalog/profile/orders')).body['code'], 'profile_not_found');
  await work({ tables: [] });
  await publish({ orders: 'SELECT 1 AS a, 2 AS b' });

  const old = await ann.ask('GET /api/catalog/profile/orders');
  const refreshed = await ann.ask('POST /api/catalog/profile/orders/refresh');
  const fresh = await ann.ask('GET /api/catalog/profile/orders');

  t.like(old, { is_current: false, column_count: 1, generation: 1 });
  t.deepEqual(refreshed, { status: 'ok', table: 'orders', columns: 2 });
  t.like(fresh, { is_current: true, column_count: 2, generation: 2 });
  const later = await ann.send('POST /api/catalog/profile/orders/refresh', {
    headers: { prefer: 'respond-async' },
  });
  t.is(later.status, 202);
  t.like(later.body, { status: 'queued', table: 'orders', columns: 0 });
  t.deepEqual(await queued(), [{ tables: ['orders'] }, { tables: [] }]);
  const audited = await store.read.selectFrom('audit_log').select('action').execute();
  t.is(audited.filter(({ action }) => action === 'profile.refresh').length, 2);
  await registry.unregister('orders', { action: 'test', actor: { kind: 'system' } });
  t.is((await profiles.heads()).size, 0);
});

test('a table that fails leaves a condition and stops no other; a few of a source are done in a run, the rest in the next', async (t) => {
  const names = Array.from({ length: 4 }, (_, i) => `t${i}`);
  const tables = Object.fromEntries(names.map((name, i) => [name, `SELECT ${i} AS id`]));
  const { publish, work, lake, conditions, jobs, queued, profiles } = await startProfiles(t, tables);
  await publish(tables);
  const [broken] = lake.published();
  await writeFile(broken?.files[0] ?? '', 'no parquet');
  const [first] = await queued();
  await Promise.all(
    (await jobs.list({ userId: '', isAdmin: true }, {})).map(({ id }) =>
      jobs.cancel({ userId: '', isAdmin: true }, id, { action: 'test', actor: { kind: 'system' } }),
    ),
  );

  const { status, result } = await work(first);
  const rest = await work((await queued())[0]);
  const nothing = await work({ tables: [] });

  t.deepEqual([status, result], ['partial', { profiled: 2, failed: ['t0'] }]);
  t.deepEqual(
    [rest.result, nothing.result],
    [
      { profiled: 1, failed: [] },
      { profiled: 0, failed: [] },
    ],
  );
  t.is((await profiles.heads()).size, 3);
  const [{ code, subjectId, why } = { code: '', subjectId: '', why: '/' }] = await conditions.open();
  t.deepEqual([code, subjectId], ['profile_failed', 't0']);
  t.notRegex(why, /\//);
});

// Serial: it ends every child of this process.
test.serial('a process that is killed, or late, leaves the old profile', async (t) => {
  const { publish, profiler, profiles, conditions, clock } = await startProfiles(t, { orders: '' });
  await publish({ orders: 'SELECT 1 AS a' });
  await profiler.run('orders');
  const before = await profiles.find('orders');
  await publish({ orders: 'SELECT 1 AS a, 2 AS b' });

  const killed = profiler.run('orders');
  await clock.until(1);
  const children = await readFile(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
  for (const pid of children.trim().split(' ')) process.kill(-Number(pid), 'SIGKILL');
  await t.throwsAsync(killed, { code: 'profile_failed', message: /ended with SIGKILL/ });
  const late = profiler.run('orders');
  await clock.until(1);
  clock.advance(600_000);
  await t.throwsAsync(late, { code: 'profile_failed', message: /longer than 10 minutes/ });

  t.deepEqual(await profiles.find('orders'), before);
  likeWhole(t, await conditions.open(), [{ code: 'profile_failed' }]);
  await profiler.run('orders');
  t.is((await profiles.find('orders'))?.profile.column_count, 2);
  t.deepEqual(await conditions.open(), []);
});
