import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import test, { type ExecutionContext } from 'ava';
import { type Child, type ChildOptions, startChild } from '../../host/kernel/child-process.ts';
import { firstMessage } from '../fixtures/child/first-message.ts';
import { childrenOf, isRunning, untilGone } from '../fixtures/child/processes.ts';
import { tempFolder } from '../support/temp-folder.ts';

const program = (name: string): string => resolve(import.meta.dirname, '../fixtures/child', name);

const start = (t: ExecutionContext, name: string, options: Partial<ChildOptions> = {}): Child => {
  const child = startChild({ program: program(name), ...options });
  t.teardown(() => child.kill());
  return child;
};

test('a child speaks over descriptor 3 and gets nothing but what it is given', async (t) => {
  const cwd = await tempFolder(t);

  const said = await firstMessage(start(t, 'echo.ts', { env: { GIVEN: 'yes' }, cwd }));

  t.like(said, { cwd, umask: 0o077 });
  // PWD is the shell's own, and says what cwd says.
  t.deepEqual((said as { env: unknown }).env, { GIVEN: 'yes', PWD: cwd });
});

test('a child ends when the host closes its channel, and its exit is told', async (t) => {
  const child = start(t, 'echo.ts');
  await firstMessage(child);

  child.channel.close();

  t.deepEqual(await child.exited, { code: 7, signal: undefined, stderrTail: '' });
});

const endsWithHost = test.macro({
  title: (_, name: string) => `a child ends when its host is killed: ${name}`,
  async exec(t, name: string) {
    const host = spawn(process.execPath, [program('parent.ts'), program(name)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: host.stdout }), 'line')) as [string];
    t.true(await isRunning(Number(line)));

    host.kill('SIGKILL');

    await t.notThrowsAsync(untilGone(Number(line)));
  },
});

test(endsWithHost, 'echo.ts');
// It is busy with itself, and never reads that its channel has ended.
test(endsWithHost, 'deaf.ts');

test('a child has no process under it that it did not start: after it, nobody would learn that such a one has ended', async (t) => {
  const child = start(t, 'echo.ts');
  await firstMessage(child);

  t.deepEqual(await childrenOf(child.pid), []);
});

test('a child deaf to SIGTERM is killed with its group', async (t) => {
  const child = start(t, 'deaf.ts');
  await firstMessage(child);

  await child.stop();

  t.like(await child.exited, { code: undefined, signal: 'SIGKILL' });
  t.false(await isRunning(child.pid));
});

test('aborting the signal stops the child', async (t) => {
  const controller = new AbortController();
  const child = start(t, 'echo.ts', { signal: controller.signal });
  await firstMessage(child);

  controller.abort();

  t.like(await child.exited, { signal: 'SIGTERM' });
});

test('what a child started is gone when the child is', async (t) => {
  const child = start(t, 'grandparent.ts');
  const grandchild = Number(await firstMessage(child));

  await child.exited;

  await t.notThrowsAsync(untilGone(grandchild));
});

test('a memory limit holds Buffers too', async (t) => {
  const child = start(t, 'memory.ts', { dataLimitBytes: 900 * 1024 * 1024 });

  const { code, stderrTail } = await child.exited;

  t.is(code, 1);
  t.regex(stderrTail, /allocat/i);
});

test('a program that is not there is told by its exit and the end of its stderr', async (t) => {
  const { code, stderrTail } = await start(t, 'nope.ts').exited;

  t.is(code, 1);
  t.regex(stderrTail, /Cannot find module/);
});

test('a folder that is not there is an error that names it', (t) => {
  t.throws(() => start(t, 'echo.ts', { cwd: '/nowhere' }), {
    code: 'child_not_started',
    message: /\/nowhere/,
  });
});

test('sending to a child that is gone is an error of the call, not of the host', async (t) => {
  const child = start(t, 'flood.ts');
  await child.exited;

  await t.throwsAsync(child.channel.send('x'));
});
