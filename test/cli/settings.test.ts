import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { newMachine } from './run-agnes.ts';

const whoami = ['auth', 'whoami'];

test('the server comes from the option, then the environment, then the workspace, then config.yaml', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:1');
  await mkdir(machine.config);
  await writeFile(
    join(machine.config, 'config.yaml'),
    'server: http://127.0.0.1:4\nservers: {near: http://127.0.0.1:5}',
  );
  const env = { AGNES_SERVER: '' };

  const option = await machine.run([...whoami, '--server', 'http://127.0.0.1:2']);
  const named = await machine.run([...whoami, '--server', 'near']);
  const environment = await machine.run(whoami);
  const config = await machine.run(whoami, { env });
  await mkdir(machine.path('.agnes'), { recursive: true });
  await writeFile(machine.path('.agnes/workspace.json'), '{"server":"http://127.0.0.1:3"}');
  const workspace = await machine.run(['status'], { env: { ...env, AGNES_TOKEN: '' } });

  t.regex(option.stderr, /127\.0\.0\.1:2 cannot be reached/);
  t.regex(named.stderr, /127\.0\.0\.1:5 cannot be reached/);
  t.regex(environment.stderr, /127\.0\.0\.1:1 cannot be reached/);
  t.regex(config.stderr, /127\.0\.0\.1:4 cannot be reached/);
  t.regex(workspace.stderr, /127\.0\.0\.1:3 cannot be reached/);
});

test('a name that every object has is no name of a server', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');

  const { code, stderr } = await machine.run([...whoami, '--server', 'constructor']);

  t.is(code, 2);
  t.regex(stderr, /"constructor" is not the address of a server/);
});

test('what is no address of a server is refused before anything is sent', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');

  const { code, stderr } = await machine.run([...whoami, '--server', 'ftp://example.com']);

  t.is(code, 2);
  t.regex(stderr, /"ftp:\/\/example\.com" is not the address of a server/);
});

test('the workspace is the nearest folder above that is one', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');
  const home = machine.env['HOME'] ?? '';
  await mkdir(join(home, '.agnes'));
  await writeFile(join(home, '.agnes/workspace.json'), '{}');
  await mkdir(join(home, 'deep/er'), { recursive: true });

  const { stdout } = await machine.run(['status', '--local', '--json'], {
    env: { AGNES_LOCAL_DIR: '' },
    cwd: join(home, 'deep/er'),
  });

  t.is(JSON.parse(stdout).workspace, home);
});

test('a config.yaml that cannot be read is named, with what to do', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');
  await mkdir(machine.config);
  await writeFile(join(machine.config, 'config.yaml'), 'server: [');

  const { code, stderr } = await machine.run(whoami);

  t.is(code, 2);
  t.regex(stderr, /config\.yaml cannot be used/);
});
