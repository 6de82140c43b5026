import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import test, { type ExecutionContext } from 'ava';
import { importState, restoreState } from '../../host/store/exchange/exchange.ts';
import { copyStopped, sealExport } from '../../host/store/exchange/export-file.ts';
import { finishImport } from '../../host/store/exchange/pending-files.ts';
import { isReplacedIn } from '../../host/store/exchange/replace-state.ts';
import { restorePointsIn } from '../../host/store/exchange/restore-points.ts';
import { openSystemStore } from '../../host/store/system-store.ts';
import { crashPoints } from '../support/crash-points.ts';
import { freshStore } from '../support/fresh-store.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { storeOptions } from './support/opened-store.ts';
import { runProgram } from './support/run-program.ts';
import { sampleUser } from './support/sample-user.ts';

const now = Date.UTC(2027, 0, 31, 8);
const kept = 'system.replaced-20270131T080000-000Z.duckdb';
const points = await crashPoints('host/store/exchange/*.ts');

/** A stopped state with one user of this address. */
const stateWith = async (t: ExecutionContext, email: string): Promise<string> => {
  const folder = await tempFolder(t);
  const options = storeOptions(folder);
  await using store = await freshStore(options);
  await store.keep((tx) => tx.insertInto('users').values(sampleUser({ email })).execute());
  return options.folder;
};

const emailsIn = async (folder: string): Promise<readonly string[]> => {
  await using store = await openSystemStore({ ...storeOptions(folder), folder });
  const rows = await store.read.selectFrom('users').select('email').execute();
  return rows.map(({ email }) => email);
};

const exportOf = async (t: ExecutionContext, folder: string): Promise<string> => {
  const path = join(await tempFolder(t), 'export.duckdb');
  await copyStopped(folder, path);
  await sealExport(path, [{ name: 'instance.yaml', text: 'instance:\n  name: Exported\n' }]);
  return path;
};

/** Changes an export behind its back. */
const tamper = async (path: string, sql: string): Promise<void> => {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
};

test('an export is the whole state, and what it replaces is kept beside it with its anchors', async (t) => {
  const [here, there] = [await stateWith(t, 'old@example.com'), await stateWith(t, 'new@example.com')];
  const before = await readFile(join(there, 'system.duckdb'));
  await writeFile(join(here, 'audit-anchors.log'), 'old anchors\n');

  const path = await exportOf(t, there);
  const taken = await importState(here, path, now);

  t.deepEqual(await readFile(join(there, 'system.duckdb')), before);
  t.is(taken.kept, kept);
  t.deepEqual(await emailsIn(here), ['new@example.com']);
  t.is(
    await readFile(join(here, 'audit-anchors.replaced-20270131T080000-000Z.log'), 'utf8'),
    'old anchors\n',
  );
  t.is(await readFile(join(here, 'instance.yaml'), 'utf8'), 'instance:\n  name: Exported\n');
  await rm(join(here, 'system.duckdb.wal'), { force: true });
  await copyFile(join(here, kept), join(here, 'system.duckdb'));
  t.deepEqual(await emailsIn(here), ['old@example.com']);
});

test('what an export has none of is not left from the state it replaces, and kept beside', async (t) => {
  const [here, there] = [await stateWith(t, 'old@example.com'), await stateWith(t, 'new@example.com')];
  const path = join(await tempFolder(t), 'export.duckdb');
  await copyStopped(there, path);
  await sealExport(path, []);
  await writeFile(join(here, 'instance.yaml'), 'instance:\n  name: Old\n');

  t.false(await isReplacedIn(here));
  await importState(here, path, now);

  t.true(await isReplacedIn(here));
  t.is(await readFile(join(here, `instance.yaml.replaced-${now}`), 'utf8'), 'instance:\n  name: Old\n');
  t.false((await readdir(here)).includes('instance.yaml'));
});

test('an empty folder takes an export as well, which is how an instance moves', async (t) => {
  const path = await exportOf(t, await stateWith(t, 'ada@example.com'));
  const folder = join(await tempFolder(t), 'state');

  const { kept: nothing } = await importState(folder, path, now);

  t.is(nothing, undefined);
  t.deepEqual(await emailsIn(folder), ['ada@example.com']);
});

test('an export that was changed, cut or never was one changes nothing', async (t) => {
  const folder = await stateWith(t, 'old@example.com');
  const path = await exportOf(t, await stateWith(t, 'new@example.com'));
  const before = await readFile(join(folder, 'system.duckdb'));
  const with_ = async (name: string, sql: string): Promise<string> => {
    const changed = `${path}.${name}`;
    await copyFile(path, changed);
    await tamper(changed, sql);
    return changed;
  };
  const cut = `${path}.cut`;
  await writeFile(cut, (await readFile(path)).subarray(0, 700_000));

  const refused = [
    [
      await with_('row', "UPDATE users SET email = 'mallory@example.com'"),
      /"users" is not what was exported/,
    ],
    [await with_('gone', 'DELETE FROM users'), /"users" is not what was exported/],
    [await with_('more', 'CREATE TABLE extra (a INTEGER)'), /"extra" was added to it/],
    [await with_('none', 'DROP TABLE export_tables'), /it is no export/],
    [cut, /cannot be taken for the state/],
    [join(folder, 'nowhere'), /it is not there/],
  ] as const;
  for (const [file, message] of refused) {
    await t.throwsAsync(importState(folder, file, now), { code: 'import_refused', message });
  }

  t.deepEqual(await readFile(join(folder, 'system.duckdb')), before);
  t.deepEqual((await readdir(folder)).toSorted(), ['system.duckdb']);
});

test('while a host runs nothing is replaced, and nothing is read behind its back', async (t) => {
  const folder = await tempFolder(t);
  const options = storeOptions(folder);
  await using _store = await freshStore(options);
  const path = await exportOf(t, await stateWith(t, 'new@example.com'));

  await t.throwsAsync(importState(options.folder, path, now), { code: 'state_locked' });
  await t.throwsAsync(restoreState(options.folder, { backup: 'latest' }, now), { code: 'state_locked' });
  await t.throwsAsync(copyStopped(options.folder, `${path}.other`), { code: 'state_locked' });
});

test('a snapshot or a backup is gone back to, unless its bytes are not what they were', async (t) => {
  const folder = await stateWith(t, 'now@example.com');
  const earlier = join(await stateWith(t, 'earlier@example.com'), 'system.duckdb');
  await mkdir(join(folder, 'backups'));
  await mkdir(join(folder, 'snapshots'));
  await copyFile(earlier, join(folder, 'backups', 'system.20270130T080000Z.duckdb'));
  await copyFile(earlier, join(folder, 'backups', 'system.20270129T080000Z.duckdb'));
  await copyFile(earlier, join(folder, 'snapshots', 'system.v24.duckdb'));
  await writeFile(
    join(folder, 'snapshots', 'system.v24.duckdb.sha256'),
    `${'0'.repeat(64)}  system.v24.duckdb\n`,
  );

  const there = await restorePointsIn(folder);
  await t.throwsAsync(restoreState(folder, { version: 24 }, now), { code: 'import_refused' });
  await t.throwsAsync(restoreState(folder, { version: 25 }, now), { code: 'restore_point_missing' });
  t.deepEqual(await emailsIn(folder), ['now@example.com']);
  const { kept: old } = await restoreState(folder, { backup: 'latest' }, now);

  t.deepEqual(there, { versions: [24], backups: ['20270129T080000Z', '20270130T080000Z'] });
  t.is(old, kept);
  t.deepEqual(await emailsIn(folder), ['earlier@example.com']);
});

for (const point of points.filter((one) => !one.startsWith('export.'))) {
  test(`F58: kill -9 at ${point} of an import: the state is the old one or the new one, with its own settings`, async (t) => {
    const folder = await stateWith(t, 'old@example.com');
    await writeFile(join(folder, 'instance.yaml'), 'instance:\n  name: Old\n');
    const path = await exportOf(t, await stateWith(t, 'new@example.com'));

    const { signal } = await runProgram({ name: 'import-and-die', args: [folder, path, point] });
    await finishImport(folder);

    const isNew = ['replace.renamed', 'files.moved', 'files.put'].includes(point);
    t.is(signal, 'SIGKILL');
    t.deepEqual(await emailsIn(folder), [isNew ? 'new@example.com' : 'old@example.com']);
    const settings = (name: string): string => `instance:\n  name: ${name}\n`;
    t.is(await readFile(join(folder, 'instance.yaml'), 'utf8'), settings(isNew ? 'Exported' : 'Old'));
    t.is(
      (await readdir(folder)).filter((name) => name.startsWith('instance.yaml.replaced-')).length,
      isNew ? 1 : 0,
    );
    await importState(folder, path, now);
    t.deepEqual(await emailsIn(folder), ['new@example.com']);
    t.is(await readFile(join(folder, 'instance.yaml'), 'utf8'), settings('Exported'));
    t.false((await readdir(folder)).includes('import.pending.json'));
  });
}

test('there are points to be killed at', (t) => {
  t.is(points.length, 7);
});
