import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { openSystemStore } from '../../host/store/system-store.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { storeOptions } from './support/opened-store.ts';
import { endOf, runProgram, startProgram } from './support/run-program.ts';

test('a second process is refused with the pid of the first, and the first goes on', async (t) => {
  const folder = await tempFolder(t);
  const first = startProgram({ name: 'hold-store', args: [folder] });
  await once(first.stdout, 'data');

  const error = await t.throwsAsync(openSystemStore(storeOptions(folder)), { name: 'state_locked' });

  t.is(
    error?.message,
    `The state in ${join(folder, 'state')} is in use by process ${first.pid} on ${hostname()}.`,
  );
  first.stdin.end();
  t.like(await endOf(first), { code: 0, stderr: '' });
});

test('the same process is refused as well while it holds the store, and not after', async (t) => {
  const options = storeOptions(await tempFolder(t));
  const first = await openSystemStore(options);

  await t.throwsAsync(openSystemStore(options), {
    name: 'state_locked',
    message: new RegExp(`${process.pid}`),
  });
  await first[Symbol.asyncDispose]();
  const second = await openSystemStore(options);

  await second[Symbol.asyncDispose]();
  t.deepEqual(await readdir(options.folder), ['snapshots', 'system.duckdb']);
});

test('the lock of a killed process is taken over', async (t) => {
  const folder = await tempFolder(t);
  const first = startProgram({ name: 'hold-store', args: [folder] });
  await once(first.stdout, 'data');
  first.kill('SIGKILL');
  await once(first, 'close');

  const { code, stderr } = await runProgram({ name: 'open-store', args: [folder] });

  t.is(stderr, '');
  t.is(code, 0);
});

test('a lock whose process number belongs to somebody else by now is taken over', async (t) => {
  const options = storeOptions(await tempFolder(t));
  await mkdir(options.folder);
  const recycled = { pid: process.pid, started: 'another boot:1', host: hostname() };
  await writeFile(join(options.folder, 'system.lock'), JSON.stringify(recycled));

  const store = await openSystemStore(options);

  t.like(JSON.parse(await readFile(join(options.folder, 'system.lock'), 'utf8')), { pid: process.pid });
  await store[Symbol.asyncDispose]();
});

test('when the lock file says nothing, the lock on the database itself names the process', async (t) => {
  const folder = await tempFolder(t);
  const first = startProgram({ name: 'hold-store', args: [folder] });
  await once(first.stdout, 'data');
  await writeFile(join(folder, 'state', 'system.lock'), '');

  await t.throwsAsync(openSystemStore(storeOptions(folder)), {
    name: 'state_locked',
    message: new RegExp(`process ${first.pid} `),
  });

  first.stdin.end();
  await endOf(first);
});
