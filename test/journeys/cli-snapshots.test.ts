import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { fileContext } from '../support/file-context.ts';
import { filesSource } from '../support/files-source.ts';
import { likeWhole } from '../support/like-whole.ts';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { type StartedHost, startHost } from '../support/start-host.ts';

const many = Array.from({ length: 60_000 }, (_, id) => `${id},${(id * 7919) % 60_013},word ${id % 977}`);
const files = { 'orders.csv': 'id,amount\n1,10\n2,20\n3,5\n', 'many.csv': `id,n,word\n${many.join('\n')}\n` };
const context = fileContext();
let host: StartedHost;
let folder: string;

test.before(async (t) => {
  t.timeout(600_000);
  const config = await filesSource(context, files);
  // The shape is that of `filesSource`.
  const { roots } = config['files'] as { readonly roots: readonly [string] };
  [folder] = roots;
  host = await startHost(context, { config });
  await (await host.asAdmin()).sync();
});

/** The machine of the administrator, in a workspace of its own. */
const machine = async (t: ExecutionContext) => {
  t.timeout(600_000);
  const { cwd, env } = await newWorkspace(t);
  const workspace = { cwd, env: { ...env, AGNES_SERVER: host.url, AGNES_TOKEN: await host.token() } };
  return async (...args: readonly string[]) => {
    const { code, stdout } = await runCli(t, [...args, '--json'], workspace);
    return { code, ...JSON.parse(stdout) };
  };
};

test.serial('a large answer comes whole, and what the server refuses keeps nothing', async (t) => {
  const agnes = await machine(t);
  const sums = 'SELECT count(*), sum(id), sum(n), max(word)';

  const whole = await agnes('fetch', 'many', '--as', 'all_of_many');
  const refused = await agnes('fetch', 'many', '--where', 'sum(id) > 1', '--as', 'x');
  const unknown = await agnes('fetch', 'nothing');
  const here = await agnes('query', '--local', `${sums} FROM all_of_many`);
  const there = await agnes('query', '--remote', `${sums} FROM many`);
  const { snapshots } = await agnes('snapshot', 'list');

  t.like(whole, { code: 0, rows: 60_000, select: null });
  t.like(refused, { code: 2, error: { code: 'validator_rejected' } });
  t.is(unknown.code, 8);
  t.deepEqual(here.rows, there.rows);
  likeWhole(t, snapshots, [{ name: 'all_of_many', state: 'current' }]);
});

test.serial('part of a table is fetched, outlives a sync, grows old and is fetched anew', async (t) => {
  const agnes = await machine(t);
  const wish = ['--select', 'AMOUNT,id', '--where', 'amount > 5', '--order-by', 'amount DESC'];

  const fetched = await agnes('fetch', 'orders', ...wish, '--as', 'large');
  await agnes('sync', '--table', 'orders');
  const before = await agnes('query', '--local', 'SELECT * FROM large');
  await writeFile(join(folder, 'orders.csv'), 'id,amount\n1,10\n2,20\n3,5\n4,40\n');
  await (await host.asAdmin()).sync();
  const [listed] = (await agnes('snapshot', 'list')).snapshots;
  const renewed = await agnes('snapshot', 'refresh', 'large');
  const after = await agnes('query', '--local', 'SELECT * FROM large');

  const told = { code: 0, rows: 2, table_id: 'orders', view: 'made', estimate: { bq_cost_estimate_usd: 0 } };
  t.like(fetched, told);
  const { columns, rows, as_of: asOf } = before;
  const first = [
    [20, 2],
    [10, 1],
  ];
  t.deepEqual([columns, rows, asOf], [['amount', 'id'], first, fetched.effective_as_of]);
  // Times are told in whole seconds.
  const isOld = listed.table_updated > listed.effective_as_of;
  t.is(listed.state, isOld ? 'stale' : 'current');
  t.like(renewed, { code: 0, rows: 3, name: 'large', effective_as_of: listed.table_updated });
  t.deepEqual(after.rows, [[40, 4], ...first]);
});
