import { join } from 'node:path';
import test from 'ava';
import { filesSource } from '../support/files-source.ts';
import { type Answer, HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { seedReader } from '../support/seed-reader.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const files = { 'orders.csv': 'id\n1\n2\n', 'salaries.csv': 'id,pay\n1,4000\n' };

const reader = { email: 'rita@example.com', password: 'correct horse battery', tables: ['orders'] };

const namesOf = (listed: unknown): readonly string[] =>
  (listed as readonly { readonly name: string }[]).map(({ name }) => name);

/** An answer to a question about `table`, without what differs between any two answers. */
const told = ({ status, text, body }: Answer, table: string) => ({
  status,
  text: text.replaceAll(String(body['request_id']), 'REQUEST').replaceAll(table, 'TABLE'),
});

test.serial(
  'a person sees, downloads, queries and syncs the one table they were granted, and no other',
  async (t) => {
    const dataDir = join(await tempFolder(t), 'data');
    const config = await filesSource(t, files);
    await seedReader(dataDir, reader);
    const host = await startHost(t, { dataDir, config });
    await (await host.asAdmin()).sync();
    const { url } = host;
    const client = new HostClient(url, await new HostClient(url).signIn(reader));
    const workspace = await newWorkspace(t);

    const catalog = await client.ask('GET /api/catalog/tables');
    const manifest = await client.ask('GET /api/sync/manifest');
    const page = await client.send('GET /dashboard');
    const download = await client.send('GET /api/data/orders/download');
    const rows = await client.rows('select count(*) from orders');
    const names = await client.rows('show tables');
    const login = ['auth', 'login', '--server', url, '--email', reader.email, '--password-stdin'];
    await runCli(t, login, { ...workspace, input: reader.password });
    const synced = await runCli(t, ['sync', '--json'], workspace);

    t.deepEqual(namesOf(catalog['tables']), ['orders']);
    t.deepEqual(Object.keys(manifest['tables'] ?? {}), ['orders']);
    t.regex(page.text, /orders/);
    t.notRegex(page.text, /salaries/);
    t.is(download.status, 200);
    t.deepEqual(rows, [[2]]);
    t.deepEqual(names, [['orders']]);
    likeWhole(t, JSON.parse(synced.stdout), { ok: true, downloaded: [{ name: 'orders' }] });
  },
);

test.serial('a table that was not granted answers as one that is not there', async (t) => {
  const dataDir = join(await tempFolder(t), 'data');
  const config = await filesSource(t, files);
  await seedReader(dataDir, reader);
  const host = await startHost(t, { dataDir, config });
  await (await host.asAdmin()).sync();
  const { url } = host;
  const client = new HostClient(url, await new HostClient(url).signIn(reader));
  const ask = async (table: string) => [
    told(await client.send(`GET /api/data/${table}/download`), table),
    told(await client.send(`GET /api/data/${table}/download?part=2026`), table),
    told(await client.send('POST /api/query', { body: { sql: `select * from ${table}` } }), table),
    told(await client.send('POST /api/query', { body: { sql: `describe ${table}` } }), table),
    told(await client.send('POST /api/query', { body: { sql: `select ${table} from orders` } }), table),
    told(await client.send('POST /api/sync/trigger', { body: { tables: [table] } }), table),
  ];

  const ungranted = await ask('salaries');
  const unknown = await ask('pensions');

  t.deepEqual(ungranted, unknown);
  t.deepEqual(
    ungranted.map(({ status }) => status),
    [403, 403, 403, 403, 400, 403],
  );
});
