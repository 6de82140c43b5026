import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { sql } from 'kysely';
import { migrations } from '../../host/store/migrations.ts';
import { openSystemStore } from '../../host/store/system-store.ts';
import { sourceFiles } from '../support/source-files.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { nextRelease } from './support/next-step.ts';
import { storeOptions } from './support/opened-store.ts';
import { runProgram } from './support/run-program.ts';
import { sampleUser } from './support/sample-user.ts';
import { storedVersions } from './support/stored-versions.ts';

const source = (await sourceFiles('host/store/**/*.ts')).map(({ text }) => text).join('\n');
// Read from the source, so that a point nobody thought of here is tested too.
const points = [...source.matchAll(/crashPoint\('(migrate\.[^']+)'\)/g)].map(([, point]) => point ?? '');
const pointsOfNewFiles = points.filter((point) => !point.startsWith('migrate.old.'));
const known = migrations.map(({ version }) => version);
const newest = known.at(-1) ?? 0;
const snapshot = `system.v${newest}.duckdb`;
const expected = new Set(['snapshots', 'system.duckdb', 'system.duckdb.wal', 'system.lock']);
const afterRename = ['migrate.renamed', 'migrate.done'];

const leftovers = async (folder: string): Promise<readonly string[]> => {
  const names = await readdir(join(folder, 'state'), { recursive: true });
  const kept = [`snapshots/${snapshot}`, `snapshots/${snapshot}.sha256`];
  return names.filter((name) => !expected.has(name) && !kept.includes(name));
};

const snapshotIsWhole = async (t: ExecutionContext, folder: string): Promise<void> => {
  const path = join(folder, 'state', 'snapshots', snapshot);
  const hash = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  t.is(await readFile(`${path}.sha256`, 'utf8'), `${hash}  ${snapshot}\n`);
};

const killedWhenNew = test.macro({
  title: (_, point: string) => `F03: kill -9 at ${point} of a new file: the next start has a whole one`,
  async exec(t, point: string) {
    const folder = await tempFolder(t);

    const { signal } = await runProgram({ name: 'open-store', args: [folder, point] });

    t.is(signal, 'SIGKILL');
    t.deepEqual(await storedVersions(folder), afterRename.includes(point) ? known : []);
    await using store = await openSystemStore(storeOptions(folder));
    await store.keep((tx) => tx.insertInto('users').values(sampleUser()).execute());
    t.is((await store.read.selectFrom('users').selectAll().execute()).length, 1);
    t.deepEqual(await leftovers(folder), []);
  },
});

const killedWhenOld = test.macro({
  title: (_, point: string) =>
    `F03: kill -9 at ${point} of a migration: the file is old or new, and the next start ends it`,
  async exec(t, point: string) {
    const folder = await tempFolder(t);
    await using before = await openSystemStore(storeOptions(folder));
    await before.keep((tx) => tx.insertInto('users').values(sampleUser()).execute());
    await before[Symbol.asyncDispose]();

    const { signal } = await runProgram({ name: 'open-store', args: [folder, point, 'next'] });

    t.is(signal, 'SIGKILL');
    const moved = [...known, newest + 1];
    t.deepEqual(await storedVersions(folder), afterRename.includes(point) ? moved : known);
    await using after = await openSystemStore({ ...storeOptions(folder), migrations: nextRelease });
    const badges = await after.keep((tx) => sql`select label, name from badges, users`.execute(tx));
    t.deepEqual(badges.rows, [{ label: 'Ada', name: null }]);
    t.deepEqual(await leftovers(folder), []);
    await snapshotIsWhole(t, folder);
  },
});

test('there are crash points to kill at', (t) => {
  t.true(pointsOfNewFiles.length >= 9);
  t.true(points.length > pointsOfNewFiles.length);
  t.is(new Set(points).size, points.length);
});

for (const point of pointsOfNewFiles) test.serial(killedWhenNew, point);
for (const point of points) test.serial(killedWhenOld, point);
