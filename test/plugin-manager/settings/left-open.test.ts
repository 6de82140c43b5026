import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'yaml';
import { settleGeneration } from '../../../host/app/companion-parts.ts';
import { overlayPath } from '../../../host/app/overlay-to-be.ts';
import { contentHash, lockText } from '../../../host/kernel/generation-lock.ts';
import { type Journal, openJournal, writeJournal } from '../../../host/plugin-manager/settings/journal.ts';
import { readOverlay } from '../../../host/settings/overlay-file.ts';
import { Conditions } from '../../../host/store/conditions.ts';
import { companionsOf } from '../../support/companions-of.ts';
import { managing } from '../../support/managing-plugins.ts';

const path = ['plugins', 'acme/orders', 'settings'];

/** A host with a plugin, whose generation brings settings that were not put in yet. */
const leftOpen = async (t: ExecutionContext, state: Journal['state'] = []) => {
  const lab = await managing(t);
  const { install, package_, generations, beside } = lab;
  const lock = await install(await package_('1.0.0'));
  const journal = { id: 'j1', generation: lock.generation, overlay: [{ path, value: { days: 9 } }], state };
  await writeJournal(generations, { ...journal, sha256: contentHash(lockText(lock)) });
  const said = async () => parse(JSON.stringify(await readOverlay(beside.overlay))).plugins?.['acme/orders'];
  return { ...lab, lock, said };
};

test('settings that were left to be put in are there before others are taken over', async (t) => {
  const { manager, generations, said } = await leftOpen(t);

  const lock = await manager.takeOver('u1');

  t.deepEqual(await said(), { settings: { days: 9 } });
  t.is(await openJournal(generations), undefined);
  t.regex(lock?.reason ?? '', /Settings of acme\/orders were changed/);
});

test('nothing is taken over while what is left cannot be put in, and it stays to be done', async (t) => {
  const { manager, generations, beside, lock } = await leftOpen(t, [
    { plugin: 'acme/orders', snapshot: 'gone' },
  ]);
  await writeFile(beside.overlay, JSON.stringify({ plugins: { 'acme/orders': { settings: { days: 3 } } } }));

  await t.throwsAsync(manager.takeOver('u1'));

  t.is((await manager.current()).generation, lock.generation);
  t.like(await openJournal(generations), { id: 'j1' });
});

test('what was to go along with a generation that never counted is nothing to a later one of its number', async (t) => {
  const { manager, generations, install, package_, lock } = await leftOpen(t);
  const journal = await openJournal(generations);
  await writeJournal(generations, { ...(journal ?? t.fail()), sha256: 'sha256-of-another' } as Journal);

  t.is(await openJournal(generations), undefined);

  await manager.rollback(undefined);
  t.is((await manager.current()).generation, lock.generation - 1);
  await install(await package_('1.1.0'));
  t.false((await readdir(generations)).includes('settling.json'));
});

test('what was left to be put in is told once when it is in', async (t) => {
  const { folders, plugins, store, packages } = await leftOpen(t);
  const told: string[] = [];
  const { companions } = await companionsOf({
    folder: dirname(folders.local),
    plugins,
    store,
    packages,
    settled: async () => void told.push('settled'),
  });

  await companions.settleOpen();
  await companions.settleOpen();
  t.deepEqual(told, ['settled']);
});

test('what a start could not put in is a condition, and the next start that can ends it', async (t) => {
  const { generations, store } = await leftOpen(t);
  const now = () => 0;
  const conditions = new Conditions({ store, now });
  const dataDir = dirname(dirname(generations));
  const overlay = overlayPath(dataDir);
  await mkdir(dirname(overlay), { recursive: true });
  const start = () => settleGeneration({ dataDir, store, conditions, now });
  const journal = await openJournal(generations);
  if (!journal) return t.fail('there is something to put in');

  await writeJournal(generations, { ...journal, state: [{ plugin: 'acme/orders', snapshot: 'gone' }] });
  await start();
  const [open] = await conditions.open();
  t.like(open, { subjectId: 'current', code: 'settings_unsettled', severity: 'error' });
  t.regex(open?.why ?? '', /\S/);
  t.like(await openJournal(generations), { id: 'j1' });

  await writeJournal(generations, journal);
  await start();
  t.deepEqual(await conditions.open(), []);
  t.is(await openJournal(generations), undefined);
  t.like(await readOverlay(overlay), { plugins: { 'acme/orders': { settings: { days: 9 } } } });
});
