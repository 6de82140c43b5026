import test, { type ExecutionContext } from 'ava';
import { Turns } from '../../host/query/turns.ts';
import type { Table } from '../../host/registry/table.ts';
import { KnownTables } from '../../host/v2/known-tables.ts';
import { Memory } from '../../host/v2/memory.ts';
import { withinQuota } from '../../host/v2/quota.ts';
import { Scans } from '../../host/v2/scans.ts';
import { startedQueries } from '../query/support/started-queries.ts';

const patient = new AbortController().signal;

const orders: Table = {
  id: 't-orders',
  name: 'orders',
  queryMode: 'local',
  syncStrategy: 'full_refresh',
  primaryKey: [],
  distribution: 'download',
  profileAfterSync: false,
  registeredAt: new Date(0),
  options: {},
};

/** Scans of the orders, each of which may take so long. */
const scansOf = async (t: ExecutionContext, timeoutMs: number) => {
  const { queries, pool, access, generations, newId, ada } = await startedQueries(t);
  const find = async () => orders;
  const lake = {
    current: () => generations.current,
    find: () => generations.current.tables.get(orders.id),
    lease: () => generations.lease(),
  };
  const known = new KnownTables({
    ...{ access, queries, lake, now: Date.now },
    registry: {
      find,
      get: find,
      tables: async () => [orders],
      sources: async () => [],
      findSource: async () => undefined,
    },
    descriptions: { all: async () => new Map() },
    remoteTables: { has: () => false, known: () => Promise.reject(new Error('nothing is elsewhere')) },
    connectors: { connector: () => undefined },
  });
  const scans = new Scans({
    ...{ known, queries, pool, lake, newId },
    remoteQueries: { estimate: async () => undefined },
    descriptions: { of: async () => undefined },
    limits: { rows: 1_000_000, bytes: 2 ** 30, timeoutMs, dollarsPerTebibyte: 5, confirmAboveDollars: 1 },
  });
  return { scans, asking: { principal: ada, call: { requestId: 'r', signal: patient } } };
};

test('a scan that takes longer than it may is ended, and told apart by its kind', async (t) => {
  const { scans, asking } = await scansOf(t, 1);

  const error = await t.throwsAsync(scans.run({ table_id: 'orders' }, asking), { code: 'timeout' });

  t.like(error, { kind: 'timeout', details: { detail: { kind: 'timeout', timeout_ms: 1 } } });
});

test('a scan has more rows than other statements may', async (t) => {
  const { scans, asking } = await scansOf(t, 60_000);

  const { end, body } = await scans.run({ table_id: 't-orders', where: 'id > 0' }, asking);

  // Of other statements this lab shows ten rows.
  const { rows, truncated } = await end;
  t.true(rows > 10 && !truncated);
  t.true(Buffer.isBuffer(body));
});

test('an estimate of what is here is that it costs nothing', async (t) => {
  const { scans, asking } = await scansOf(t, 60_000);

  t.deepEqual(await scans.estimate({ table_id: 'orders', where: 'id = 1' }, asking), {
    table_id: 't-orders',
    estimated_scan_bytes: 0,
    estimated_result_rows: null,
    estimated_result_bytes: null,
    bq_cost_estimate_usd: 0,
  });
});

test('whoever has as many statements in flight as one may is told so in the words of scans', async (t) => {
  const turns = new Turns({ running: 1, waiting: 0 });
  await turns.take('ada', patient);

  const refused = withinQuota(() => turns.take('ada', patient));

  const error = await t.throwsAsync(refused, { code: 'quota_exceeded' });
  const quota = { error: 'quota_exceeded', kind: 'concurrent_scans', current: 1, limit: 1 };
  t.like(error, { kind: 'rate_limited', details: { detail: quota, retry_after_seconds: 5 } });
});

test('an answer is kept for its time, unless it failed or what it follows from is another thing', async (t) => {
  let now = 0;
  let basis: readonly unknown[] = [1, 'a'];
  let made = 0;
  const memory = new Memory<number>({ lifeMs: 100, now: () => now, basis: async () => basis });
  const ask = (key = 'one') =>
    memory.get(key, async () => {
      made += 1;
      if (key === 'broken') throw new Error('broken');
      return made;
    });

  t.deepEqual([await ask(), await ask()], [1, 1]);
  now = 100;
  t.is(await ask(), 2, 'its time is over');
  basis = [1, 'b'];
  t.is(await ask(), 3, 'it follows from something else');
  await t.throwsAsync(ask('broken'));
  await t.throwsAsync(ask('broken'));
  t.is(made, 5, 'what failed is asked again');
  t.is(await ask(), 3);
});
