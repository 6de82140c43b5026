import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { connectorChecks } from '../../host/app/author/connector-checks.ts';
import { FixtureServer } from '../../host/app/author/fixture-server.ts';
import { readFixtures } from '../../host/app/author/fixtures.ts';
import { runChecks } from '../../host/app/author/kit.ts';
import { openPlugin } from '../../host/app/author/open-plugin.ts';
import { Stage } from '../../host/app/author/stage.ts';
import { storeTree } from '../../host/kernel/plugin-store.ts';
import { connectorManifest, writePlugin } from '../support/plugin-folders.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Takes no for an answer, has no patience, and forgets how far it has come. */
const careless = `
    const { id: table, state } = tables[0];
    const rows = [];
    for (let turn = 0; turn < 8 && rows.length === 0; turn += 1) {
      const found = await http.fetch('https://api.example.com/orders', { timeoutMs: 100 }).catch(() => ({}));
      if (found.status) rows.push({ id: 1 });
    }
    yield { type: 'columns', table, columns: [{ name: 'id', type: 'BIGINT' }] };
    yield { type: 'rows', table, rows };
    yield { type: 'state', table, state: { since: '2026-02-01' }, cursor: state ? '2026-01-01' : '2026-02-01' };`;

const greedy = `
    const all = [];
    for (;;) all.push(new Array(100_000).fill(Math.random()));`;

/** The kit over a connector that reads like this. */
const stageOf = async (t: ExecutionContext, body: string): Promise<Stage> => {
  const work = await tempFolder(t);
  const folder = await writePlugin(work, 'orders', {
    'agnes.plugin.json': {
      ...connectorManifest('acme/orders', 'orders'),
      capabilities: { network: [{ host: 'api.example.com', why: 'to read orders' }] },
      limits: { memoryMb: 64 },
    },
    'connector.ts': `import { defineConnector } from '@agnes/sdk/connector';
export default defineConnector({
  async check() {},
  async *discover() {},
  async *read({ tables, http }) {${body}
  },
});
`,
    'fixtures.json': {
      answers: [{ path: '/orders', json: [] }],
      tables: [{ plan: { id: 't1', name: 'orders' } }],
    },
  });
  const plugin = await openPlugin(folder);
  const fixtures = await readFixtures(plugin);
  const [connector] = plugin.manifest.contributes.connectors ?? [];
  if (!connector || !fixtures) throw new TypeError('the plugin of this test is whole');
  const server = await FixtureServer.start(plugin.manifest, fixtures);
  t.teardown(() => server[Symbol.asyncDispose]());
  const stored = await storeTree(plugin.tree, join(work, 'store'));
  await mkdir(join(work, 'runs'));
  return new Stage({ plugin, connector, fixtures, server, stored, work: join(work, 'runs') });
};

/** What breaks a rule; nothing where it is kept. */
const faultsOf = async (stage: Stage, title: string): Promise<readonly string[]> => {
  const checks = connectorChecks(stage).filter((one) => one.title === title);
  const [result] = await runChecks(checks, []);
  return result?.faults ?? [result?.status ?? `there is no rule "${title}"`];
};

test('a connector that takes whatever its server does for an answer breaks every rule about bad days', async (t) => {
  const stage = await stageOf(t, careless);
  const twice = ['it succeeds', 'it succeeds'];

  t.deepEqual(await faultsOf(stage, 'a server that wants fewer requests is told as such'), twice);
  t.deepEqual(await faultsOf(stage, 'a server that fails is told as such'), twice);
  t.regex(
    String(await faultsOf(stage, 'a server that sends it to a host that is not declared gets it nowhere')),
    /^it succeeds although its server sent it elsewhere/,
  );
  t.deepEqual(await faultsOf(stage, 'a slow server gives the same rows'), ['the rows differ']);
  t.deepEqual(await faultsOf(stage, 'a server that never answers ends the run at its time limit'), [
    'it succeeds',
  ]);
  t.deepEqual(await faultsOf(stage, 'an answer without an end ends the run, within its memory'), [
    'it succeeds',
  ]);
});

test('a connector whose cursor goes back, or that has rows of the future, breaks a rule', async (t) => {
  const stage = await stageOf(t, careless);

  t.deepEqual(await faultsOf(stage, 'how far it has come never goes back'), [
    '"orders" went from 2026-02-01 back to 2026-01-01',
  ]);
  t.deepEqual(await faultsOf(stage, 'behind a state of the future there is nothing'), [
    '"orders" has 1 rows',
  ]);
});

test('a connector that takes more memory than it may, or leaves something behind, breaks a rule', async (t) => {
  const stage = await stageOf(t, greedy);
  const { stored } = stage.parts;
  const stdio = ['pipe', 'ignore', 'ignore'] as const;
  const left = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: [...stdio] });
  await once(left, 'spawn');

  t.regex(String(await faultsOf(stage, 'a read stays within the memory that it may use')), /memory/);
  t.regex(String(await faultsOf(stage, 'a run leaves no process behind')), /^\d+ processes are left$/);
  left.stdin?.end();
  await once(left, 'exit');
  t.deepEqual(await faultsOf(stage, 'its own files are what they were'), ['passed']);
  await chmod(join(stored, 'connector.ts'), 0o600);
  await appendFile(join(stored, 'connector.ts'), '// changed');
  t.deepEqual(await faultsOf(stage, 'its own files are what they were'), [
    'a run has changed a file of the plugin',
  ]);
});
