import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { configFile } from '../support/host-process.ts';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('a host that runs exports its state, takes none, and another one begins with it', async (t) => {
  const host = await startHost(t);
  const machine = await newWorkspace(t);
  const other = join(await tempFolder(t), 'data');
  const config = await configFile(t);
  const on = (dataDir: string, args: readonly string[]) =>
    runCli(t, ['server', ...args, '--json'], {
      ...machine,
      env: { ...machine.env, AGNES_CONFIG: config, DATA_DIR: dataDir },
    });
  const client = await host.asAdmin();
  await client.ask('POST /api/users', { body: { email: 'ada@example.com', name: 'Ada' } });

  const exported = await on(host.dataDir, ['export-state', 'state.duckdb']);
  const again = await on(host.dataDir, ['export-state', 'state.duckdb']);
  const refused = await on(host.dataDir, ['import-state', 'state.duckdb', '--yes']);
  const unasked = await on(other, ['import-state', 'state.duckdb']);
  const moved = await on(other, ['import-state', 'state.duckdb', '--yes']);
  const planned = await on(other, ['migrate', '--plan']);
  const second = await startHost(t, { dataDir: other });
  const users = await (await second.asAdmin()).send('GET /api/users?q=ada');

  t.deepEqual(
    [exported, again, refused, unasked, moved, planned].map(({ code }) => code),
    [0, 2, 75, 2, 0, 0],
  );
  t.is((await stat(join(machine.cwd, 'state.duckdb'))).mode & 0o777, 0o600);
  t.regex(planned.stdout, /Nothing to do/);
  t.regex(users.text, /ada@example\.com/);
});

test('connector run ends as schedulers understand: 0, 1 for a failure, 64 for no such source', async (t) => {
  const files = await tempFolder(t);
  await writeFile(join(files, 'orders.csv'), 'id\n1\n');
  const host = await startHost(t, { config: { files: { roots: [files] } } });
  const machine = await newWorkspace(t);
  const client = await host.asAdmin();
  const source = { slug: 'shop', type: 'files', title: 'Shop', config: { location: files } };
  await client.ask('POST /api/admin/sources', { body: source });
  await client.ask('POST /api/admin/discover-and-register', { body: {} });
  const env = { ...machine.env, AGNES_SERVER: host.url, AGNES_TOKEN: await host.token() };
  const run = (slug: string) => runCli(t, ['connector', 'run', slug, '--quiet'], { ...machine, env });

  const done = await run('shop');
  const nobody = await run('nowhere');
  await writeFile(join(files, 'orders.csv'), '');
  const failed = await run('shop');

  t.deepEqual([done.code, nobody.code, failed.code], [0, 64, 1]);
  t.regex(done.stdout, /status +succeeded/);
});
