import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { lockName, pointerCopyName, pointerName } from '../../host/kernel/read-generation.ts';
import { GenerationFiles } from '../../host/plugin-manager/generation-files.ts';
import { dropJournal, writeJournal } from '../../host/plugin-manager/settings/journal.ts';
import { keptGenerations } from '../../host/plugin-manager/upkeep/kept-generations.ts';
import { checkStore } from '../../host/plugin-manager/upkeep/store-check.ts';
import { Conditions } from '../../host/store/conditions.ts';
import { crashPoints } from '../support/crash-points.ts';
import { likeWhole } from '../support/like-whole.ts';
import { managing, signal } from '../support/managing-plugins.ts';
import { sevenVersions, sweeping } from '../support/sweeping-plugins.ts';

const program = fileURLToPath(new URL('programs/sweep-and-die.ts', import.meta.url));
const hook = fileURLToPath(new URL('../../host/kernel/resolve-sdk.ts', import.meta.url));
const run = promisify(execFile);
const day = 24 * 3_600_000;

test('five generations are kept, the current one, its parent, those that are named, and those that a running job may have begun with', (t) => {
  const locks = Array.from({ length: 9 }, (_, index) => ({
    generation: index + 1,
    parent: index || null,
    createdAt: new Date(index * 1000).toISOString(),
    createdBy: 'u1',
    reason: '',
    host: { version: '0.1.0' },
    plugins: [],
  }));
  const kept = (keeping: Parameters<typeof keptGenerations>[1]) =>
    [...keptGenerations(locks, keeping)].sort();

  t.deepEqual(kept({ current: 9, named: [] }), [5, 6, 7, 8, 9]);
  t.deepEqual(kept({ current: 3, named: [1] }), [1, 2, 3, 5, 6, 7, 8, 9]);
  t.deepEqual(kept({ current: 9, named: [], since: 2500 }), [3, 4, 5, 6, 7, 8, 9]);
  t.deepEqual(kept({ current: 9, named: [], since: -1 }), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('what no generation, no plugin that runs and no plan of today refers to is removed, and a kill -9 at any step harms nothing', async (t) => {
  const { generations, folders, plugins, store, files, manager, sweep, remembered } = await sevenVersions(t);
  t.deepEqual(await remembered(), [1, 2, 3, 4, 5, 6]);
  t.is((await readdir(folders.store)).length, 7);

  // As they come.
  const points = ['sweep.generations', 'sweep.snapshot', 'sweep.renamed'];
  const known = await crashPoints('host/plugin-manager/{upkeep,state}/*.ts');
  t.deepEqual(known.toSorted(), points.toSorted());
  for (const point of points) {
    const died = run(process.execPath, ['--import', hook, program, dirname(generations), point]);
    t.like(await t.throwsAsync(died, undefined, point), { signal: 'SIGKILL' }, point);
    t.like(await files.current(), { lock: { generation: 8 } });
  }
  t.deepEqual(await remembered(), [3, 4, 5, 6]);
  t.deepEqual(await sweep(Date.now()), { generations: 0, trees: 0, snapshots: 0 });
  t.deepEqual(await sweep(Date.now() + 2 * day), { generations: 0, trees: 1, snapshots: 0 });
  t.deepEqual((await readdir(join(dirname(generations), 'snapshots'))).length, 4);
  const settings = store.read.selectFrom('plugin_config').select('generation').orderBy('generation');
  t.deepEqual(
    (await settings.execute()).map(({ generation }) => generation),
    [4, 5, 6, 7, 8],
  );

  t.deepEqual(
    (await files.all()).map(({ generation }) => generation),
    [8, 7, 6, 5, 4],
  );
  const told = (await manager.records()).filter(({ status }) => status === 'superseded');
  t.deepEqual(
    told.flatMap(({ lock, reason }) => (reason ? [] : lock.generation)),
    [7, 6, 5, 4],
  );
  t.regex(told.at(-1)?.reason ?? '', /^Its file was cleaned away/);
  const stored = new Set(
    (await files.all()).flatMap(({ plugins: all }) => all.map(({ treeHash }) => treeHash)),
  );
  t.deepEqual((await readdir(folders.store)).sort(), [...stored].sort());
  await plugins.stage({}).then((staged) => staged.commit());
  t.is(plugins.connector('orders')?.version, '1.0.6');
});

test('nothing is removed while a file that says what is current is broken, nor ever what runs', async (t) => {
  const managed = await managing(t);
  const { install, package_, generations, folders } = managed;
  const { files, sweep } = sweeping(managed);
  const old = await install(await package_('1.0.0'));
  const lock = await install(await package_('1.1.0'));
  await files.point(old, {});
  await files.forget(lock.generation);
  const later = Date.now() + 2 * day;
  const nobody = () => new Set<string>();
  for (const names of [[pointerName], [pointerName, pointerCopyName], [lockName(old.generation)]]) {
    const paths = names.map((name) => join(generations, name));
    const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
    for (const path of paths) await writeFile(path, '{');
    t.deepEqual(await sweep(later, nobody), { generations: 0, trees: 0, snapshots: 0 }, names.join());
    for (const [index, path] of paths.entries()) await writeFile(path, texts[index] ?? '');
  }

  t.deepEqual(await sweep(later), { generations: 0, trees: 0, snapshots: 0 });
  t.is((await readdir(folders.store)).length, 2);
  const endings = join(dirname(generations), 'endings');
  const [kept, gone] = [old, lock].map(({ plugins: [entry] }) => `${entry?.treeHash}.json`);
  await mkdir(endings);
  for (const name of [kept, gone, '.loading.json.x.tmp', 'loading.json'])
    await writeFile(join(endings, name ?? t.fail()), '{}');
  t.deepEqual(await sweep(later, nobody), { generations: 0, trees: 1, snapshots: 0 });
  t.deepEqual(await readdir(folders.store), [old.plugins[0]?.treeHash]);
  t.deepEqual((await readdir(endings)).sort(), ['loading.json', kept]);
});

test('where the pointer is broken, or something is still to be put in, no settings and no copy is removed', async (t) => {
  const { generations, store, sweep: sweepAt, remembered } = await sevenVersions(t);
  const sweep = () => sweepAt(Date.now());
  const pointer = join(generations, 'current.json');
  const text = await readFile(pointer, 'utf8');
  const all = async () => ({
    copies: await remembered(),
    settings: (await store.read.selectFrom('plugin_config').selectAll().execute()).length,
  });
  const before = await all();

  await writeFile(pointer, '{');
  t.deepEqual(await sweep(), { generations: 0, trees: 0, snapshots: 0 });
  await writeFile(pointer, text);
  await writeJournal(generations, { id: 'j1', generation: 8, overlay: [], state: [] });
  t.like(await sweep(), { generations: 3, snapshots: 0 });

  t.deepEqual(await all(), before);
  await dropJournal(generations);
  t.like(await sweep(), { generations: 0, snapshots: 2 });
});

test('files that changed in the store stop their plugin at once, with a condition and one line on record', async (t) => {
  const { install, package_, generations, folders, plugins, manager, store } = await managing(t);
  await install(await package_('1.0.0'));
  const lock = await install(await package_('1.1.0'));
  const conditions = new Conditions({ store, now: () => 0 });
  const files = new GenerationFiles(generations);
  const check = () =>
    checkStore({ files, folder: async () => folders.store, manager, conditions, store }, signal);
  t.deepEqual(await check(), { trees: 2, damaged: [] });

  const tree = lock.plugins[0]?.treeHash ?? '';
  const file = join(folders.store, tree, 'connector.ts');
  await chmod(file, 0o644);
  await writeFile(file, '// changed');
  t.deepEqual(await check(), { trees: 2, damaged: [tree] });
  await check();

  likeWhole(t, plugins.list(), [{ id: 'acme/orders', state: 'quarantined' }]);
  likeWhole(t, await conditions.open(), [
    { code: 'plugin_tree_damaged', subjectId: tree, severity: 'error' },
  ]);
  const rows = await store.read
    .selectFrom('audit_log')
    .selectAll()
    .where('action', '=', 'plugin.quarantined')
    .execute();
  t.is(rows.length, 1);
  await writeFile(file, '// 1.1.0');
  t.deepEqual(await check(), { trees: 2, damaged: [] });
  t.deepEqual(await conditions.open(), []);
});
