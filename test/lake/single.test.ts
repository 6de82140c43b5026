import { createHash } from 'node:crypto';
import test from 'ava';
import type { JobHandler } from '../../host/jobs/job.ts';
import type { Change } from '../../host/lake/change.ts';
import type { Manifest } from '../../host/lake/manifest/entry.ts';
import { likeWhole } from '../support/like-whole.ts';
import { startLake } from './support/start-lake.ts';

type Context = Parameters<JobHandler>[0];

const contextOf = (params: unknown): Context =>
  ({ job: { params }, signal: new AbortController().signal }) as unknown as Context;

/** The table `orders` in parts, out of the files of these tables. */
const inParts = (change: Change, names: readonly string[]): Change => {
  const files = change.tables
    .filter(({ name }) => names.includes(name))
    .flatMap((table) => table.files.map((file) => ({ ...file, part: table.name })));
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const sha256 = createHash('sha256').update(names.join()).digest('hex');
  const orders = { id: 'orders', name: 'orders', files, rows, sizeBytes: 1, sha256, columns: 1 };
  return { ...change, tables: [orders] };
};

test('a table in parts is joined into one file, which clients that know of no parts download', async (t) => {
  const { get, json, lake, change, queued, singles } = await startLake(t);
  await lake.publish(inParts(change, ['orders', 'salaries']));

  const early = await get('/api/data/orders/download');
  await singles.resume();
  await singles.resume();
  const jobs = await queued();
  const done = await singles.handler(contextOf(jobs[0]?.params));
  const whole = await get('/api/data/orders/download');
  const bytes = Buffer.from(await whole.arrayBuffer());
  const { tables } = await json<Manifest>('/api/sync/manifest');

  t.is(early.status, 404);
  t.regex(await early.text(), /no_file.*\?part=/);
  likeWhole(t, jobs, [{ kind: 'table.single', params: { table: 'orders' } }]);
  t.is(jobs.length, 1);
  t.like(done, { result: { state: 'joined', rows: 10 } });
  likeWhole(t, tables['orders'], {
    hash: createHash('md5').update(bytes).digest('hex'),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    size_bytes: bytes.length,
    rows: 10,
    parts: [{ part: 'orders' }, { part: 'salaries' }],
  });
  t.is(whole.headers.get('content-disposition'), 'attachment; filename="orders.parquet"');
});

test('the joined file follows its parts ten minutes later at the earliest, and goes when there are none', async (t) => {
  const { json, lake, change, queued, singles, clock } = await startLake(t);
  const state = async (params: unknown) => (await singles.handler(contextOf(params))).result;
  await lake.publish(inParts(change, ['orders', 'salaries']));
  await state({ table: 'orders' });
  const first = (await json<Manifest>('/api/sync/manifest')).tables['orders'];

  await lake.publish(inParts(change, ['orders']));
  await singles.published([...lake.current().tables.values()]);
  const behind = (await json<Manifest>('/api/sync/manifest')).tables['orders'];
  const [job] = await queued();
  const tooSoon = await state(job?.params);
  clock.ms += 10 * 60_000;
  const later = await state(job?.params);
  const again = await state(job?.params);
  await lake.publish(change);

  // What is told of the one file is what is sent; the parts are those of now.
  likeWhole(t, behind, { rows: 10, sha256: first?.sha256, parts: [{ part: 'orders' }] });
  t.is(job?.runAfter.getTime(), clock.ms);
  t.is((await queued()).length, 1);
  t.deepEqual([tooSoon, again], [{ state: 'later' }, { state: 'nothing_to_do' }]);
  t.like(later, { state: 'joined', rows: 9 });
  t.is(lake.state('orders')?.data?.single, undefined);
});
