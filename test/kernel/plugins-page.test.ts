import { execFile } from 'node:child_process';
import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { collectRead, fakeHttp } from '@agnes/sdk/testing';
import test from 'ava';
import backfill from '../../docs/examples/parcels/backfill.ts';
import parcels from '../../docs/examples/parcels/connector.ts';
import report from '../../docs/examples/reports/report.ts';
import { sdkResolverPath } from '../../host/kernel/sdk-resolution.ts';
import { pluginFolders } from '../support/plugin-folders.ts';
import { startPlugins } from '../support/start-plugins.ts';
import { tempFolder } from '../support/temp-folder.ts';

const run = promisify(execFile);
const table = {
  id: 't1',
  name: 'tickets',
  strategy: 'full_refresh',
  fullRefresh: true,
  primaryKey: [],
} as const;

const filesOf = async (folder: string, names: readonly string[]) =>
  Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));

test('the plugins of the pages load as the page says', async (t) => {
  const folders = await pluginFolders(t);
  await cp('docs/examples/calendar', join(folders.local, 'calendar'), { recursive: true });
  await cp('docs/examples/tickets', join(folders.local, 'tickets'), { recursive: true });
  await cp('docs/examples/parcels', join(folders.local, 'parcels'), { recursive: true });
  await cp('docs/examples/hooks', join(folders.bundled, 'night-guard'), { recursive: true });
  await cp('docs/examples/hooks', join(folders.local, 'night-guard'), { recursive: true });
  await cp('docs/examples/reports', join(folders.bundled, 'reports'), { recursive: true });

  const { plugins } = await startPlugins(t, folders);

  t.deepEqual(
    plugins.list().map(({ path, state }) => `${path} ${state}`),
    [
      'plugins/night-guard active',
      'plugins/reports active',
      'plugins/local/calendar active',
      'plugins/local/night-guard discovered',
      'plugins/local/parcels active',
      'plugins/local/tickets active',
    ],
  );
});

test('the hook plugin of the page keeps to the night, with its default', async (t) => {
  const folders = await pluginFolders(t);
  await cp('docs/examples/hooks', join(folders.bundled, 'night-guard'), { recursive: true });
  const source = { slug: 'crm', type: 'files' };

  const { plugins } = await startPlugins(t, folders);

  t.deepEqual(await plugins.hooks.beforeExtract({ source, tables: [] }), { source, tables: [] });
});

test('the resource type of the page lists a report for each bucket', async (t) => {
  const tables = async () => [
    { id: 't1', name: 'orders', bucket: 'shop', queryMode: 'local' },
    { id: 't2', name: 'leads', bucket: 'crm', queryMode: 'local' },
    { id: 't3', name: 'loose', queryMode: 'local' },
  ];

  const [block] = await report.listBlocks({ tables, marketplaces: async () => [] });

  t.deepEqual(block?.items, [
    { resource_id: 'crm', name: 'Report on crm' },
    { resource_id: 'shop', name: 'Report on shop' },
  ]);
});

test("the tutorial's test passes outside the repository, by the command of the page", async (t) => {
  const { local } = await pluginFolders(t);
  const folder = join(local, 'calendar');
  await cp('docs/examples/calendar', folder, { recursive: true });

  const files = [join(folder, 'connector.test.ts'), 'docs/examples/tickets/conformance.test.ts'];
  const args = ['--import', sdkResolverPath, '--test', ...files];
  const { stdout } = await run(process.execPath, args, { env: {} });

  t.regex(stdout, /pass 26\n/);
  t.regex(stdout, /fail 0\n/);
});

test('the template is the plugin of the tutorial', async (t) => {
  const names = await readdir('docs/examples/calendar');

  const [template, tutorial] = await Promise.all([
    filesOf('templates/plugin/connector', names),
    filesOf('docs/examples/calendar', names),
  ]);

  t.deepEqual(template, tutorial);
});

test('the pushed source of the page merges what came, and its job fetches what was there before', async (t) => {
  const kept = await tempFolder(t);
  const seen = (number: string, place: string) => ({ number, place, seen_at: '2027-01-01T00:00:00Z' });
  const { http } = fakeHttp({ answer: () => ({ text: JSON.stringify([seen('AA1', 'Bern')]) }) });
  const context = { config: { url: 'https://carrier.example.com' }, http, log: () => {}, now: () => 0, kept };

  const done = await backfill.run({
    ...context,
    signal: new AbortController().signal,
    params: { days: 7 },
    progress: () => {},
    catalog: [],
    folders: {},
  });
  const { tables } = await collectRead(parcels, {
    config: context.config,
    kept,
    tables: [{ ...table, primaryKey: ['number'] }],
    deliveries: [{ id: 'd', event: 'seen', payload: { parcel: seen('AA2', 'Chur') }, receivedAt: 0 }],
  });

  t.deepEqual(done, { result: { fetched: 1 }, read: true });
  t.deepEqual(
    tables['t1']?.rows.map(({ number, place }) => [number, place]),
    [
      ['AA1', 'Bern'],
      ['AA2', 'Chur'],
    ],
  );
});

test('every example on the pages for authors is the file it names', async (t) => {
  const hooks = (await readdir('docs/hooks')).map((file) => `hooks/${file}`);
  const pages = await filesOf('docs', ['plugins.md', ...hooks]);
  const found = [...pages.join('\n').matchAll(/<!-- example: (\S+) -->\n```(?:ts|json)\n([\s\S]*?)```/g)];

  const files = await filesOf(
    'docs/examples',
    found.map(([, name = '']) => name),
  );

  t.true(found.length > 8);
  t.deepEqual(
    found.map(([, , code]) => code),
    files,
  );
});
