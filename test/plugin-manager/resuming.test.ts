import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { watchOn } from '../../host/app/plugin-work.ts';
import { lockName, pointerCopyName, pointerName } from '../../host/kernel/read-generation.ts';
import { Conditions } from '../../host/store/conditions.ts';
import { likeWhole } from '../support/like-whole.ts';
import { managing, signal } from '../support/managing-plugins.ts';

const days = (value: number) => JSON.stringify({ plugins: { 'acme/orders': { settings: { days: value } } } });

/** A host that ended while it watched 1.1.0, and what it knows of that generation. */
const ended = async (t: ExecutionContext) => {
  const lab = await managing(t);
  const { install, package_, store, parts } = lab;
  await install(await package_('1.0.0'));
  const lock = await install(await package_('1.1.0'));
  const forget = (what: 'row' | 'commit') =>
    store.keep(async (tx) => {
      const table = 'plugin_generations' as const;
      if (what === 'row') await tx.deleteFrom(table).where('generation', '=', lock.generation).execute();
      else await tx.updateTable(table).set({ committed_at: null }).execute();
    });
  return { ...lab, lock, forget, isUnproven: () => parts.log.isUnproven(lock) };
};

test('a generation that nobody could write down is watched once, and proven then', async (t) => {
  const { manager, forget, isUnproven, world, lock } = await ended(t);
  await forget('row');
  let watched = 0;
  world.soak = async () => {
    watched += 1;
  };

  await manager.resume(signal);
  await manager.resume(signal);

  t.is(watched, 1);
  t.false(await isUnproven());
  likeWhole(t, await manager.records(), [
    { lock: { generation: lock.generation }, status: 'active' },
    { status: 'superseded' },
    { status: 'superseded' },
  ]);
});

test('changed settings do not follow a generation that is still to be watched, and are taken over afterwards', async (t) => {
  const { manager, forget, isUnproven, beside, lock } = await ended(t);
  await forget('commit');
  await writeFile(beside.overlay, days(3));

  t.is(await manager.takeOver('u1'), undefined);
  t.true(await isUnproven());

  await manager.resume(signal);
  t.like(await manager.takeOver('u1'), { parent: lock.generation });
});

test('a start in safe mode leaves what is to be watched to the next one, which then takes over settings', async (t) => {
  const { manager, forget, isUnproven, beside, store, lock } = await ended(t);
  await forget('commit');
  await writeFile(beside.overlay, days(3));
  const conditions = new Conditions({ store, now: () => 0 });
  const subject = { subjectType: 'plugin_generation', subjectId: 'current', code: 'safe_mode' };
  const started = async () => {
    const settingsChanged = async (by: string) => void (await manager.takeOver(by));
    await using _ = watchOn({ pluginManager: manager, settingsChanged, conditions, log: () => t.fail() });
  };
  await conditions.raise({ ...subject, severity: 'warning', why: '', remedy: '' });

  await started();
  t.true(await isUnproven());
  t.is((await manager.current()).generation, lock.generation);

  await conditions.clear(subject.subjectType, subject.subjectId, subject.code);
  await started();
  t.false(await isUnproven());
  t.is((await manager.current()).parent, lock.generation);
});

test('a start makes of the two files that name the generation what a change leaves, unless the generation itself is broken', async (t) => {
  const { manager, generations, lock } = await ended(t);
  const paths = [pointerName, pointerCopyName].map((name) => join(generations, name));
  const texts = () => Promise.all(paths.map((path) => readFile(path, 'utf8').catch(() => 'gone')));
  const whole = await texts();
  t.is(whole[0], whole[1]);

  for (const [pointer, copy] of [
    ['{', whole[1]],
    [whole[0], '{'],
  ]) {
    await writeFile(paths[0] ?? '', pointer ?? '');
    await writeFile(paths[1] ?? '', copy ?? '');
    await manager.resume(signal);
    t.deepEqual(await texts(), whole);
  }

  await rm(paths[1] ?? '');
  await writeFile(join(generations, lockName(lock.generation)), '{');
  await manager.resume(signal);
  t.deepEqual(await texts(), [whole[0], 'gone']);
});
