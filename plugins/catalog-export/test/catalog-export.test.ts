import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CatalogTable } from '@agnes/sdk';
import { fakeHost } from '@agnes/sdk/testing';
import test, { type ExecutionContext } from 'ava';
import manifest from '../agnes.plugin.json' with { type: 'json' };
import { coalesced } from '../coalesced.ts';
import plugin from '../index.ts';

const url = 'https://catalog.example.com/agnes';
const rebuilt = { generation: 42, changed: ['orders'], removed: [], failed: [], tables: [] };

const orders: CatalogTable = {
  id: 't1',
  name: 'orders',
  rows: 9,
  lastSync: new Date(0),
  freshness: 'fresh',
  columns: [{ name: 'id', type: 'BIGINT', description: 'Number' }],
  profile: {
    profiledAt: new Date(0),
    isCurrent: true,
    sampled: false,
    avgCompleteness: 100,
    missingCellsPct: 0,
    duplicateRows: 0,
    alerts: 1,
  },
};
const catalog: readonly CatalogTable[] = [orders, { id: 't2', name: 'pay', freshness: 'never', columns: [] }];

const emptyFolder = async (t: ExecutionContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'catalog-export-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return folder;
};

test('the catalog is written whole into the folder and sent to the URL', async (t) => {
  const folder = await emptyFolder(t);
  const host = fakeHost({ manifest, settings: { folder, url }, catalog });
  await plugin.setup(host);

  await host.call('afterRebuild', rebuilt);

  const text = await readFile(join(folder, 'catalog.json'), 'utf8');
  t.deepEqual(await readdir(folder), ['catalog.json']);
  t.is(host.requests[0]?.body, text);
  const document = JSON.parse(text);
  t.like(document, { format: 1, generation: 42 });
  t.like(document.tables[0], {
    name: 'orders',
    last_sync: '1970-01-01T00:00:00.000+00:00',
    profile: { avg_completeness: 100, alerts: 1, is_current: true },
  });
  t.deepEqual(document.tables[0].columns, [{ name: 'id', type: 'BIGINT', description: 'Number' }]);
  t.like(document.tables[1], { name: 'pay', rows: null, freshness: 'never', profile: null });
});

test('only tables that the settings name leave', async (t) => {
  const host = fakeHost({ manifest, settings: { url, tables: ['pay'] }, catalog });
  await plugin.setup(host);

  await host.call('afterRebuild', rebuilt);

  t.notRegex(host.requests[0]?.body ?? '', /orders/);
  t.regex(host.requests[0]?.body ?? '', /"pay"/);
});

test('a receiver that fails is told of, and the file is written all the same', async (t) => {
  const folder = await emptyFolder(t);
  const host = fakeHost({ manifest, settings: { folder, url }, catalog, answer: () => ({ status: 500 }) });
  await plugin.setup(host);

  await t.throwsAsync(host.call('afterRebuild', rebuilt), { message: /answered 500/ });

  t.regex(await readFile(join(folder, 'catalog.json'), 'utf8'), /"orders"/);
});

test('a folder that cannot be written leaves the old document', async (t) => {
  const folder = await emptyFolder(t);
  await writeFile(join(folder, 'file'), 'old');
  const host = fakeHost({ manifest, settings: { folder: join(folder, 'file') }, catalog });
  await plugin.setup(host);

  await t.throwsAsync(host.call('afterRebuild', rebuilt), { code: 'EEXIST' });

  t.is(await readFile(join(folder, 'file'), 'utf8'), 'old');
});

test('without a folder and a URL it listens to nothing', async (t) => {
  const host = fakeHost({ manifest, settings: {} });

  await plugin.setup(host);

  t.deepEqual(host.taps, []);
});

test('what comes while the work is done leads to one more run, and to one again after a failure', async (t) => {
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let runs = 0;
  const run = coalesced(async () => {
    runs += 1;
    await gates[runs - 1]?.promise;
  });

  const first = run();
  await Promise.all([run(), run(), run()]);
  const meanwhile = runs;
  gates[0]?.resolve();
  gates[1]?.reject(new Error('full'));
  await t.throwsAsync(first, { message: 'full' });
  await run();

  t.deepEqual([meanwhile, runs], [1, 3]);
});
