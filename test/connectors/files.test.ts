import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlannedTable } from '@agnes/sdk';
import test from 'ava';
import { type ConnectorDeps, orderFor } from '../../host/extract/connector-order.ts';
import { driversOf } from '../../host/extract/drivers.ts';
import { ExtractFolders } from '../../host/extract/extract-folder.ts';
import { readByDrivers } from '../../host/extract/read-by-drivers.ts';
import { attachLists } from '../../host/extract/remote/remote-policy.ts';
import { newId } from '../../host/store/new-id.ts';
import { Secrets } from '../../host/store/secrets/secrets.ts';
import { fetchExtensions } from '../../plugins/connector-files/test/support/extensions.ts';
import { type Bucket, startS3 } from '../../plugins/connector-files/test/support/s3-server.ts';
import { plainRows } from '../extract/support/plain-duckdb.ts';
import { likeWhole } from '../support/like-whole.ts';
import { pluginFolders } from '../support/plugin-folders.ts';
import { startPlugins } from '../support/start-plugins.ts';
import { tempFolder } from '../support/temp-folder.ts';

const plugin = fileURLToPath(new URL('../../plugins/connector-files', import.meta.url));
const canary = 'canary-secret-91be';

const table = (name: string, sourceTable: string): PlannedTable => ({
  id: name,
  name,
  sourceTable,
  strategy: 'full_refresh',
  fullRefresh: true,
  primaryKey: [],
});

const openHost = async (t: Parameters<typeof tempFolder>[0]) => {
  const dataDir = await tempFolder(t);
  const folders = await pluginFolders(t);
  await cp(plugin, join(folders.bundled, 'connector-files'), {
    recursive: true,
    filter: (path) => !path.includes('/test') && !path.includes('node_modules'),
  });
  const { plugins } = await startPlugins(t, folders);
  const extracts = new ExtractFolders(dataDir);
  const isThere = await fetchExtensions(await extracts.duckdbExtensions());
  const deps: ConnectorDeps = {
    connectors: plugins,
    secrets: new Secrets({ LAB_KEY: 'KEY', LAB_SECRET: canary }, new Set()),
    roots: [dataDir],
    privateAllowed: [],
    extensions: attachLists({}).extensions,
    folders: extracts,
  };
  const logs: string[] = [];
  const read = async (config: Readonly<Record<string, unknown>>, tables: readonly PlannedTable[]) => {
    const secretRefs = { LAB_KEY: 'LAB_KEY', LAB_SECRET: 'LAB_SECRET' };
    // Of a source, an order reads these.
    const order = await orderFor({ slug: 'files', type: 'files', config, secretRefs } as never, deps);
    const { staging } = await extracts.scratch(newId(), 'files');
    const { signal } = new AbortController();
    const outcome = await readByDrivers(tables, {
      drivers: driversOf(order.plugin, config),
      extensions: deps.extensions,
      piping: { prepare: async (_plugin, _staging, some) => ({ tables: some }), settle: async (one) => one },
      order: { ...order, staging, signal, onProgress: () => {}, log: (line) => void logs.push(line) },
    });
    return { ...outcome, staging };
  };
  return { dataDir, read, isThere, logs };
};

test('plain files start no second child; workbooks and objects are read by the driver, with the keys of the source', async (t) => {
  const { dataDir, read, isThere, logs } = await openHost(t);
  if (!isThere) {
    t.log("Not run, because DuckDB's extensions cannot be had here.");
    t.pass();
    return;
  }
  const location = join(dataDir, 'files');
  await mkdir(location);
  await writeFile(join(location, 'a.csv'), 'a\n1\n');
  await cp(join(plugin, 'test/support/formula.xlsx'), join(location, 'b.xlsx'));

  const plain = await read({ location }, [table('plain', 'a.csv')]);
  const mixed = await read({ location }, [table('plain', 'a.csv'), table('book', 'b.xlsx')]);

  likeWhole(t, plain.tables, [{ status: 'read', driver: 'files' }]);
  t.deepEqual(await readdir(plain.staging), ['files']);
  const byName = new Map(mixed.tables.map((one) => [one.id, one]));
  t.like(byName.get('plain'), { status: 'read', driver: 'files' });
  const book = byName.get('book');
  t.like(book, { status: 'read', driver: 'extension', extract: undefined });
  const [file] = book?.status === 'read' ? book.files : [];
  t.deepEqual(await plainRows(t, `FROM '${file?.path}'`), [{ net: 10, gross: 12.1 }]);

  const objects = new Map([['in/1.csv', Buffer.from('id\n1\n')]]);
  const bucket: Bucket = { name: 'bucket', keyId: 'KEY', secret: canary, objects };
  const store = await startS3(bucket);
  t.teardown(store.close);
  const s3 = { endpoint: store.endpoint, use_ssl: false, url_style: 'path', region: 'eu-west-1' };
  const keys = { key_env: 'LAB_KEY', secret_key_env: 'LAB_SECRET' };
  const stored = await read({ location: 's3://bucket/in', s3: { ...s3, ...keys } }, [table('one', '1.csv')]);
  const refused = await read({ location: 's3://bucket/in', s3 }, [table('one', '1.csv')]);

  likeWhole(t, stored.tables, [{ status: 'read', driver: 'extension' }]);
  t.true(stored.tables[0]?.status === 'read' && stored.tables[0].state !== undefined);
  likeWhole(t, refused.tables, [{ status: 'failed', error: { class: 'PermissionError' } }]);
  t.false(JSON.stringify([stored, refused, logs]).includes(canary));
});
