import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { lockText } from '../../host/kernel/generation-lock.ts';
import type { Diagnosis } from '../../host/plugin-manager/diagnosis/diagnosis.ts';
import { generationChecks } from '../../host/plugin-manager/diagnosis/generation-checks.ts';
import { shippedLock } from '../../host/plugin-manager/lock-entries.ts';
import { diagnosing, upgraded } from '../support/diagnosing-plugins.ts';
import { startPlugins } from '../support/start-plugins.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** What the checks of this name say. */
const named = async ({ diagnosis }: { readonly diagnosis: Diagnosis }, name: string) =>
  (await diagnosis.doctor()).checks
    .filter((check) => check.name === name)
    .map(({ status, message }) => [status, message]);

test('doctor finds changed files, clocks that went back, full disks, safe mode and that nobody can sign in', async (t) => {
  const here = await upgraded(t);
  const { manager, folders, world } = here;
  world.free = 0;
  world.signIns = [];
  world.isSafe = true;
  world.now = -3_600_000;

  t.deepEqual(await named(here, 'disk'), [['fail', '0 MB are free for plugins and data.']]);
  t.deepEqual(await named(here, 'sign_in'), [['fail', 'No way to sign in is left.']]);
  t.deepEqual(await named(here, 'safe_mode'), [['warn', 'Only what ships with the host is loaded.']]);
  t.deepEqual(await named(here, 'clock'), [
    ['warn', 'A generation was made 3600 seconds from now: the clock has gone back.'],
  ]);
  const { plugins } = await manager.current();
  const file = join(folders.store, plugins[0]?.treeHash ?? '', 'connector.ts');
  await chmod(file, 0o644);
  await writeFile(file, '// other');
  t.regex(
    String((await named(here, 'store'))[0]),
    /^fail,The files of "acme\/orders" 1\.0\.0 in the store are not those/,
  );
  t.true(
    (await here.diagnosis.why('acme/orders')).because.some(
      ({ source, fact }) => source === 'store' && /not those/.test(fact),
    ),
  );
});

test('doctor finds a broken pointer, lock files that are others, and a history that disagrees', async (t) => {
  const here = await upgraded(t);
  const { generations } = here;
  const older = join(generations, '000003.lock.json');
  const text = await readFile(older, 'utf8');
  await writeFile(older, text.replace('→ 1.1.0', '→ 1.1.1'));
  t.deepEqual(await named(here, 'table'), [
    ['fail', 'The file of generation 3 is another than was written.'],
  ]);
  await writeFile(older, 'x');
  t.regex(String((await named(here, 'generations'))[0]), /^warn,Generation 3 cannot be gone back to: /);
  await writeFile(join(generations, '000009.lock.json'), text.replace('"generation": 3', '"generation": 9'));
  t.deepEqual(await named(here, 'orphans'), [['warn', 'Generation 9 has a file and no history.']]);
  await writeFile(join(generations, 'current.json'), 'x');
  t.regex(String(await named(here, 'current')), /^fail,current\.json is broken\. Generation 4 is used\./);
  t.false((await here.diagnosis.doctor()).ok);
});

test('doctor counts generations as people do', async (t) => {
  const folder = await tempFolder(t);
  const lock = { ...shippedLock({ generation: 1, hostVersion: '0.1.0', at: 0 }), reason: 'x' };
  const said = async () =>
    (await generationChecks({ folder, rows: [], now: 0 }))
      .filter(({ name }) => name === 'generations')
      .map(({ message }) => message);
  await writeFile(join(folder, '000001.lock.json'), lockText(lock));
  t.deepEqual(await said(), ['1 generation can be read.']);
  await writeFile(join(folder, '000002.lock.json'), lockText({ ...lock, generation: 2, parent: 1 }));
  t.deepEqual(await said(), ['2 generations can be read.']);
});

test('why of a plugin that safe mode leaves out says so', async (t) => {
  const { manager, folders, generations, ...managed } = await upgraded(t);
  const safe = await startPlugins(t, folders, { isSafe: true });
  const other = diagnosing({
    ...managed,
    manager,
    folders,
    generations,
    world: managed.host,
    plugins: safe.plugins,
  });
  other.world.isSafe = true;
  t.like(await other.diagnosis.why('acme/orders'), {
    state: 'discovered',
    reason: 'The host runs in safe mode: only what ships with it is loaded.',
  });
});
