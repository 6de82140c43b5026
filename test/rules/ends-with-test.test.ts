import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { isRunning, untilGone } from '../fixtures/child/processes.ts';

const preload = new URL('../support/ends-with-test.ts', import.meta.url).href;
const program = fileURLToPath(new URL('programs/host-at-work.ts', import.meta.url));

test('a host that a test file started, and what that started, is gone when the file is killed', async (t) => {
  const args = ['--import', preload, program];
  const file = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: file.stdout }), 'line')) as [string];
  const pids = line.split(' ').map(Number);
  t.true(pids.length > 1);
  t.deepEqual(
    await Promise.all(pids.map(isRunning)),
    pids.map(() => true),
  );

  file.kill('SIGKILL');

  await t.notThrowsAsync(Promise.all(pids.map(untilGone)));
});

test('every test file starts its programs that way', async (t) => {
  const started = spawn('true');
  await once(started, 'close');

  t.is(started.spawnfile, '/usr/bin/setpriv');
});
