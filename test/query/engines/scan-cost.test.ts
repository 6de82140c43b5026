import test from 'ava';
import { farOrders, refused } from './far-orders.ts';

test('a scan is refused before it runs when nobody can say, or too much is said, what it costs', async (t) => {
  const { run, ada, server, source } = await farOrders(t);
  const ask = (sql = 'SELECT max(id) FROM orders') => refused(run(ada, { sql }));
  Object.assign(source.config, { max_scan_bytes: 5_000 });

  server.bytes = { estimated: 5_001, billed: 1 };
  t.deepEqual(await ask(), {
    code: 'remote_scan_too_large',
    kind: 'bad_request',
    detail: {
      reason: 'remote_scan_too_large',
      scan_bytes: 5_001,
      limit_bytes: 5_000,
      tables: ['orders'],
      suggestion: 'Add a WHERE on the partition column, or name fewer columns.',
    },
  });
  t.like(await ask('FROM orders a, afar.shop.orders b'), {
    code: 'remote_scan_too_large',
    detail: { scan_bytes: 10_002 },
  });
  server.refusal = { at: '/estimate', status: 409, text: 'no idea' };
  t.deepEqual(await ask(), {
    code: 'estimate_unavailable',
    kind: 'invalid',
    detail: {
      ...{ error: 'estimate_unavailable', kind: 'estimate_unavailable' },
      ...{ message: 'no idea', details: {} },
    },
  });
  server.refusal = { at: '/estimate', status: 503, text: 'down' };
  t.like(await ask(), {
    code: 'far_upstream_error',
    kind: 'upstream',
    detail: { kind: 'far_upstream_error' },
  });
  server.refusal = undefined;
  server.bytes = { estimated: 5_000, billed: 4_000 };
  server.reads = [{ bucket: 'shop', table: 'secrets' }];
  t.like(await ask(), { code: 'remote_path_access_denied' });
  t.deepEqual(server.scans, []);
  server.reads = undefined;
  t.is(await ask(), 'answered');
  t.like(server.limits[0], { maxBytes: 5_000 });
  t.is(Object.keys(server.limits[0]?.labels ?? {}).join(' '), 'agnes_user agnes_query agnes_table');
  t.false(JSON.stringify(server.limits).includes(ada.userId));
  t.notRegex(JSON.stringify(server.limits), /example|@/);
});

test('what one user may read in a day is counted by what was billed, survives the process, and begins anew at midnight', async (t) => {
  const { run, ada, root, server, quota, clock } = await farOrders(t);
  const ask = (principal = ada) => refused(run(principal, { sql: 'SELECT max(id) FROM orders' }));

  server.bytes = { estimated: 600_000, billed: 700_000 };
  t.is(await ask(), 'answered');
  t.is(await quota.used(ada.userId), 700_000);
  t.like(await ask(), {
    code: 'daily_byte_cap_exceeded',
    kind: 'rate_limited',
    detail: {
      reason: 'daily_byte_cap_exceeded',
      kind: 'daily_bytes',
      current: 700_000,
      limit: 1_000_000,
      retry_after_seconds: 43_200,
    },
  });
  t.is(await ask(root), 'answered');
  server.bytes = { estimated: 300_000, billed: -1 };
  t.is(await ask(), 'answered');
  t.is(await quota.used(ada.userId), 1_000_000);
  server.bytes = { estimated: 0, billed: 0 };
  t.like(await ask(), { code: 'daily_byte_cap_exceeded' });
  clock.ms += 86_400_000;
  t.is(await ask(), 'answered');
});

test('two statements of one user run at a source at a time, and who goes away ends theirs there, too', async (t) => {
  const { run, ada, server, quota } = await farOrders(t);
  const held = Promise.withResolvers<void>();
  await run(ada, { sql: 'DESCRIBE orders' });
  server.held = held.promise;
  const leaves = new AbortController();
  const sql = 'SELECT id FROM orders WHERE id < 4';

  const first = server.pageAsked();
  const gone = refused(run(ada, { sql }, leaves.signal));
  await first;
  const second = server.pageAsked();
  const stays = run(ada, { sql });
  await second;
  t.like(await refused(run(ada, { sql })), {
    code: 'concurrent_slot_exceeded',
    detail: { kind: 'concurrent_scans', current: 2, limit: 2 },
  });
  leaves.abort();
  t.like(await gone, { code: 'query_cancelled' });
  held.resolve();
  t.is((await stays).rows.length, 4);
  t.deepEqual(server.cancelled, ['job-1']);
  t.is(await quota.used(ada.userId), 2_000);
});
