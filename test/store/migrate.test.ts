import { createHash } from 'node:crypto';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { sql } from 'kysely';
import { migrations } from '../../host/store/migrations.ts';
import { openSystemStore } from '../../host/store/system-store.ts';
import { likeWhole } from '../support/like-whole.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { newest, nextRelease, stepAfter } from './support/next-step.ts';
import { storeOptions } from './support/opened-store.ts';
import { runProgram } from './support/run-program.ts';
import { storedVersions } from './support/stored-versions.ts';
import { bytesOf, usedFolder } from './support/used-folder.ts';

const known = migrations.map(({ version }) => version);

test('a new file gets the version this host knows, with a record of how', async (t) => {
  const folder = await tempFolder(t);
  await using store = await openSystemStore({ ...storeOptions(folder), hostVersion: '1.2.3' });

  const rows = await store.read.selectFrom('schema_migrations').selectAll().execute();

  likeWhole(t, rows, [
    { version: 24, name: 'baseline', host_version: '1.2.3' },
    { version: 25, name: 'identity', host_version: '1.2.3' },
    { version: 26, name: 'engine', host_version: '1.2.3' },
    { version: 27, name: 'connectors', host_version: '1.2.3' },
    { version: 28, name: 'saved-queries', host_version: '1.2.3' },
    { version: 29, name: 'query-jobs', host_version: '1.2.3' },
    { version: 30, name: 'query-log', host_version: '1.2.3' },
    ...migrations.slice(7).map(({ version, name }) => ({ version, name, host_version: '1.2.3' })),
  ]);
  t.deepEqual(
    rows.map(({ version }) => version),
    known,
  );
  t.regex(rows[0]?.checksum ?? '', /^[0-9a-f]{64}$/);
});

test('a new step keeps the data, and the file before it is kept with its hash', async (t) => {
  const folder = await usedFolder(t);
  const before = await bytesOf(folder);

  await using store = await openSystemStore({ ...storeOptions(folder), migrations: nextRelease });

  const badges = await sql`select label from badges`
    .execute(store.read.withoutPlugins())
    .catch(() => undefined);
  t.is(badges, undefined);
  const moved = await store.keep((tx) => sql`select label from badges`.execute(tx));
  t.deepEqual(moved.rows, [{ label: 'Ada' }]);
  const kept = join(folder, 'state', 'snapshots', `system.v${newest}.duckdb`);
  const hash = createHash('sha256')
    .update(await readFile(kept))
    .digest('hex');
  t.deepEqual({ 'system.duckdb': hash }, before);
  t.is(await readFile(`${kept}.sha256`, 'utf8'), `${hash}  system.v${newest}.duckdb\n`);
});

test('opening a file that is up to date copies nothing', async (t) => {
  const folder = await usedFolder(t);

  await using _ = await openSystemStore(storeOptions(folder));

  t.deepEqual((await readdir(join(folder, 'state'))).sort(), ['snapshots', 'system.duckdb', 'system.lock']);
  t.deepEqual(await readdir(join(folder, 'state', 'snapshots')), []);
});

test('line ends of another system are not other contents', async (t) => {
  const folder = await usedFolder(t);
  const [first, ...rest] = migrations;
  const elsewhere = join(folder, 'step.txt');
  const text = await readFile(new URL(first?.source ?? ''), 'utf8');
  await writeFile(elsewhere, text.replaceAll('\n', '\r\n'));
  const moved = first ? [{ ...first, source: `file://${elsewhere}` }, ...rest] : [];

  await using store = await openSystemStore({ ...storeOptions(folder), migrations: moved });

  t.truthy(store);
});

test('a failing step is named, and the file is as it was', async (t) => {
  const folder = await usedFolder(t);
  const before = await bytesOf(folder);
  const failing = stepAfter(migrations, async (db) => {
    await sql`create table half (id text)`.execute(db);
    await sql`insert into nowhere values (1)`.execute(db);
  });

  const start = openSystemStore({ ...storeOptions(folder), migrations: [...migrations, failing] });

  await t.throwsAsync(start, {
    name: 'state_migration_failed',
    message: new RegExp(`00${newest + 1}-test .* nowhere does not exist`, 's'),
  });
  t.deepEqual(await bytesOf(folder), before);
  t.deepEqual((await readdir(join(folder, 'state'))).sort(), ['snapshots', 'system.duckdb']);
});

test('the snapshots of the last three versions are kept', async (t) => {
  const folder = await usedFolder(t);
  const steps = [...migrations];
  const climb = async () => {
    steps.push(stepAfter(steps, async () => {}));
    await (await openSystemStore({ ...storeOptions(folder), migrations: steps }))[Symbol.asyncDispose]();
  };
  await climb();
  await climb();
  await climb();
  await climb();

  const kept = (await readdir(join(folder, 'state', 'snapshots'))).filter((name) => name.endsWith('.duckdb'));

  t.deepEqual(
    kept.sort(),
    [1, 2, 3].map((more) => `system.v${newest + more}.duckdb`),
  );
  t.deepEqual(await storedVersions(folder), [...known, ...[1, 2, 3, 4].map((more) => newest + more)]);
});

test('a snapshot put back in place of the file is a working store of its version', async (t) => {
  const folder = await usedFolder(t);
  await (await openSystemStore({ ...storeOptions(folder), migrations: nextRelease }))[Symbol.asyncDispose]();
  const state = join(folder, 'state');
  await rename(join(state, 'snapshots', `system.v${newest}.duckdb`), join(state, 'system.duckdb'));

  await using store = await openSystemStore(storeOptions(folder));

  likeWhole(t, await store.read.selectFrom('users').selectAll().execute(), [{ name: 'Ada' }]);
});

test('F04: a log that a direct open refuses for ever is replayed', async (t) => {
  const folder = await usedFolder(t);
  await runProgram({ name: 'alter-and-die', args: [folder] });

  await using store = await openSystemStore(storeOptions(folder));

  likeWhole(t, await store.keep((tx) => sql`select id, extra from odd`.execute(tx)), {
    rows: [{ id: 'a', extra: null }],
  });
});
