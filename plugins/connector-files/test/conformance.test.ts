import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CollectedTable, type ConnectorSubject, conformance } from '@agnes/sdk/testing';
import test from 'ava';
import { planned } from './folder.ts';
import { brokered, startWeb } from './web-server.ts';

const authorization = 'Bearer canary-of-the-files';
const files = { 'orders.csv': 'id,name\n1,a\n2,b\n', 'people.csv': 'id\n7\n' };
const web = await startWeb(
  authorization,
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`/open/${name}`, text])),
);
const folder = await mkdtemp(join(tmpdir(), 'agnes-files-'));
for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
test.after.always(async () => {
  web.stop();
  await rm(folder, { recursive: true });
});

/** Lines below the header. */
const rowsOf = async ({ files: read }: CollectedTable): Promise<readonly unknown[]> => {
  const texts = await Promise.all(read.map(({ path }) => readFile(path, 'utf8')));
  return texts.flatMap((text) => text.trim().split('\n').slice(1));
};

const shared = {
  folder: new URL('../', import.meta.url),
  tables: [
    { plan: planned('orders.csv', { id: 'orders', name: 'orders' }), rows: 2, isKnownAgain: true },
    { plan: planned('people.csv', { id: 'people', name: 'people' }), rows: 1, isKnownAgain: true },
  ],
  offered: ['orders.csv', 'people.csv'],
  rowsOf,
};

const onWeb: ConnectorSubject = {
  ...shared,
  config: {
    location: `${web.url}/open`,
    urls: Object.keys(files).map((name) => `${web.url}/open/${name}`),
    secret_env: 'FILES_SECRET',
    allow_http: true,
  },
  secrets: { secret_env: authorization },
  http: ({ staging, secrets }) => brokered(String(secrets['secret_env']), staging),
  troubles: {
    refused: () => web.be({ status: 401 }),
    forbidden: () => web.be({ status: 403 }),
    busy: () => web.be({ status: 429, headers: { 'retry-after': '900' } }),
    broken: () => web.be({ status: 500 }),
    cut: () => web.be('cut'),
    missing: () => web.be({ status: 404 }),
  },
  calm: () => web.be(),
};

const subjects: Readonly<Record<string, ConnectorSubject>> = {
  'on the web': onWeb,
  'in a folder': { ...shared, config: { location: folder } },
};

for (const [where, subject] of Object.entries(subjects)) {
  for (const { title, run } of conformance(subject)) {
    test.serial(`${where}: ${title}`, (t) => t.notThrowsAsync(run()));
  }
}
