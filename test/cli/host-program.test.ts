import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { newMachine } from './run-agnes.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** A copy of the command line as laptops have it: without a host beside it. */
const laptopEntry = async (t: ExecutionContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'agnes-laptop-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const isOwn = (path: string) => !path.includes('node_modules');
  await cp(join(repository, 'cli'), join(folder, 'cli'), { recursive: true, filter: isOwn });
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
  await symlink(join(repository, 'cli', 'node_modules'), join(folder, 'cli', 'node_modules'));
  return join(folder, 'cli', 'agnes.js');
};

test('commands of the host say so where the host is not installed', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9', await laptopEntry(t));

  for (const command of [
    ['server', 'start'],
    ['plugin', 'test'],
  ]) {
    const { code, stderr } = await machine.run(command);

    t.is(code, 2);
    t.regex(stderr, /works on the server host only[\s\S]*where the server is installed/);
  }
});

test('commands of the host pass on what its program prints and how it ends', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');

  const explained = await machine.json(['config', 'explain', 'instance.name']);
  const checked = await machine.run(['config', 'check']);

  t.true(explained['ok']);
  t.regex(String(explained['output']), /^instance\.name \(/);
  t.is(checked.code, 78);
  t.notRegex(checked.stderr, /ended with code/);
});

test('commands for authors answer with what was found, and end as it says', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');
  const folder = machine.path('lanterns');

  const made = await machine.json(['plugin', 'new', 'skill', 'acme/lanterns', '--dir', folder]);
  const again = await machine.run(['plugin', 'new', 'skill', 'acme/lanterns', '--dir', folder]);
  const tested = await machine.run(['plugin', 'test', folder]);
  await rm(join(folder, 'README.md'));
  const broken = await machine.run(['plugin', 'test', folder]);
  const nothing = await machine.run(['plugin', 'explain', machine.path('nowhere')]);

  t.true(made['ok']);
  t.deepEqual(
    [again, tested, broken, nothing].map(({ code }) => code),
    [6, 0, 1, 2],
  );
  t.regex(again.stderr, /is not empty/);
  t.regex(tested.stdout, /\d+ passed, 0 failed, 0 skipped/);
  t.regex(broken.stdout, /FAIL +L0 +README\.md says what it is/);
  t.regex(nothing.stderr, /There is no agnes\.plugin\.json/);
});
