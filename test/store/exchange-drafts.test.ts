import { readdir } from 'node:fs/promises';
import test from 'ava';
import { sweepOldDrafts } from '../../host/store/exchange/drafts.ts';
import { freshStore } from '../support/fresh-store.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { storeOptions } from './support/opened-store.ts';
import { runProgram } from './support/run-program.ts';

const day = 24 * 3_600_000;

test('what a killed export leaves is removed a day later, and not what may be at work', async (t) => {
  const { folder, ...options } = storeOptions(await tempFolder(t));
  await (await freshStore({ folder, ...options }))[Symbol.asyncDispose]();

  const { signal } = await runProgram({ name: 'export-and-die', args: [folder] });
  const left = await readdir(folder);
  await sweepOldDrafts(folder, Date.now());
  const young = await readdir(folder);
  await sweepOldDrafts(folder, Date.now() + day + 60_000);

  t.is(signal, 'SIGKILL');
  t.is(left.filter((name) => /^system\.export-.*\.tmp$/.test(name)).length, 1);
  t.deepEqual(young, left);
  t.deepEqual(await readdir(folder), ['system.duckdb']);
});
