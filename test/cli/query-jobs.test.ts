import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { objectsOf } from '../../cli/json/values.ts';
import {
  type Background,
  endless,
  finished,
  startBackground,
  stateOf,
  stopped,
  submit,
} from '../query/jobs/support/background.ts';
import { fileContext } from '../support/file-context.ts';
import { likeWhole } from '../support/like-whole.ts';
import { ended, type Machine, newMachine } from './run-agnes.ts';

const context = fileContext();
let background: Background;
let machine: Machine;

test.before(async () => {
  background = await startBackground(context);
  const { host } = background;
  machine = await newMachine(context, host.url);
  machine.env['AGNES_TOKEN'] = await host.token();
});

test.serial('a query is sent to the background and waited for, with its progress on stderr', async (t) => {
  const sent = await machine.run(['query', '--async', '--sql', 'SELECT range AS n FROM range(3)']);
  const [id = ''] = sent.stdout.split('\n');

  const waited = await machine.run(['query-jobs', 'result', id, '--wait', '--json']);
  const shown = await machine.json(['query-jobs', 'show', id]);
  const list = await machine.json(['query-jobs', 'list', '--limit', '1']);

  t.regex(waited.stderr, /state running\nstate succeeded/);
  likeWhole(t, JSON.parse(waited.stdout), {
    ok: true,
    columns: ['n'],
    rows: [[0], [1], [2]],
    truncated: false,
  });
  t.like(shown, { ok: true, job: { job_id: id, status: 'succeeded', row_count: 3 } });
  likeWhole(t, list, { ok: true, jobs: [{ job_id: id }] });
});

test.serial('its rows come as a page or as a whole, into a pipe or a file', async (t) => {
  const id = await finished(background.root, { sql: 'SELECT range AS n FROM range(3)' });
  const result = ['query-jobs', 'result', id];
  const folder = String(machine.env['HOME']);

  const csv = await machine.run([...result, '--format', 'csv', '--offset', '1', '--limit', '1']);
  const parquet = await machine.run([...result, '--output', join(folder, 'n.parquet')]);
  const file = await machine.json([...result, '--output', join(folder, 'n.csv')]);

  t.is(csv.stdout, 'n\r\n1\r\n');
  t.is(csv.stderr, 'There are more rows than these.\n');
  t.regex(parquet.stdout, /^3 rows written to .*n\.parquet\.\n$/);
  t.like(file, { ok: true, row_count: 3, truncated: false });
  t.is(await readFile(String(file['file']), 'utf8'), 'n\n0\n1\n2\n');
});

test.serial(
  'a query in the background is cancelled, then has no rows; one that failed says why',
  async (t) => {
    const { job_id: id } = await machine.json(['query', '--async', endless]);
    const wrong = await machine.json(['query', '--async', 'SELECT nope FROM orders']);

    const early = await machine.json(['query-jobs', 'result', String(id)]);
    const cancelled = await machine.json(['query-jobs', 'cancel', String(id)]);
    const waited = await machine.run(['query-jobs', 'result', String(id), '--wait']);
    const failed = await machine.run(['query-jobs', 'result', String(wrong['job_id']), '--wait']);
    const both = await machine.run(['query', '--async', '--output', 'x.csv', 'SELECT 1']);

    t.like(early, { ok: false, error: { code: 'result_not_ready' } });
    t.like(cancelled, { ok: true, job_id: id, status: 'cancelling' });
    t.is(waited.code, 1);
    t.regex(waited.stderr, /is cancelled/);
    t.is(failed.code, 1);
    t.regex(failed.stderr, /is failed: Query error: Binder Error.*nope/s);
    t.is(both.code, 2);
  },
);

const some = 'SELECT random() < 2';

test.serial('Ctrl-C of a query ends it on the server', async (t) => {
  const { root } = background;
  await root.rows(some);
  const child = machine.start(['query', '--remote', endless]);
  const end = ended(child);
  // There is one worker: whoever finds it taken knows that the query runs. What is random is computed each time.
  const isTaken = async (): Promise<boolean> => {
    const body = { sql: some, timeout_ms: 2_000 };
    return (await root.send('POST /api/query', { body })).status === 504;
  };
  while (!(await isTaken())) t.is(child.exitCode, null);

  child.kill('SIGINT');

  const { code, stderr } = await end;
  t.is(code, 130);
  t.regex(stderr, /interrupted/i);
  // It would have gone on for five minutes.
  t.deepEqual(await root.rows(some), [[true]]);
  const { body } = await root.send('GET /api/query/history?limit=10');
  t.like(
    objectsOf(body['queries']).find(({ sql }) => sql === endless),
    { status: 'cancelled', error_code: 'query_cancelled' },
  );
});

test.serial('Ctrl-C while waiting for a query in the background leaves it running', async (t) => {
  const { root } = background;
  const job = await submit(root, { sql: endless });
  await root.untilEvent(job, 'state', 'running');
  const child = machine.start(['query-jobs', 'result', job, '--wait']);
  const end = ended(child);
  if (child.stderr) await once(child.stderr, 'data');

  child.kill('SIGINT');

  t.is((await end).code, 130);
  t.is((await stateOf(root, job))['status'], 'running');
  await stopped(root, job);
});
