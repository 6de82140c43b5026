import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { ended, type Machine, newMachine } from './run-agnes.ts';
import { problem, startStandIn, token } from './stand-in.ts';

const unset = { AGNES_TOKEN: '' };
const login = (machine: Machine, server: string) =>
  machine.run(['auth', 'login', '--email', 'ada@example.com', '--password-stdin', '--server', server], {
    stdin: 'secret\n',
    env: unset,
  });

test('a sign-in is remembered in a file that only its owner can read, bound to its server', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);

  const { code, stdout, stderr } = await login(machine, server.url);

  const path = join(machine.config, 'token.json');
  t.is(code, 0);
  t.deepEqual(server.bodies, [{ email: 'ada@example.com', password: 'secret' }]);
  t.is((await stat(path)).mode & 0o777, 0o600);
  t.is((await stat(machine.config)).mode & 0o777, 0o700);
  t.deepEqual(JSON.parse(await readFile(path, 'utf8')), {
    access_token: token,
    email: 'ada@example.com',
    server: server.url,
    expires_at: '2100-01-01T00:00:00+00:00',
  });
  t.false((stdout + stderr).includes(token));
});

test('the folder of the token is closed to others, unless somebody named that folder', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  const usual = join(machine.env['HOME'] ?? '', '.config/agnes');
  for (const folder of [usual, machine.config]) {
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o755);
  }
  const args = ['auth', 'login', '--email', 'ada@example.com', '--password-stdin'];

  await machine.run(args, { stdin: 'secret\n', env: { ...unset, AGNES_CONFIG_DIR: '' } });
  await machine.run(args, { stdin: 'secret\n', env: unset });

  t.is((await stat(usual)).mode & 0o777, 0o700);
  t.is((await stat(machine.config)).mode & 0o777, 0o755);
});

test('the server one signed in to is used from then on, and comments in config.yaml stay', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  await login(machine, server.url);
  await writeFile(join(machine.config, 'config.yaml'), '# mine\nserver: http://old.example.com\n');
  await login(machine, server.url);

  const who = await machine.run(['auth', 'whoami', '--json'], { env: { ...unset, AGNES_SERVER: '' } });

  t.is(await readFile(join(machine.config, 'config.yaml'), 'utf8'), `# mine\nserver: ${server.url}\n`);
  t.like(JSON.parse(who.stdout), { ok: true, email: 'ada@example.com', server: server.url });
});

test('a token is never sent to a server it was not made for', async (t) => {
  const [server, other] = [await startStandIn(t), await startStandIn(t)];
  const machine = await newMachine(t, server.url);
  await login(machine, server.url);

  const { code, stderr } = await machine.run(['auth', 'whoami', '--server', other.url], { env: unset });

  t.is(code, 7);
  t.true(stderr.includes(`the saved token belongs to ${server.url}`));
  t.deepEqual(other.requests, []);
});

test('AGNES_TOKEN wins over the saved token', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  await login(machine, server.url);

  await machine.run(['auth', 'whoami'], { env: { AGNES_TOKEN: 'another' } });

  t.is(server.heads.at(-1)?.headers.authorization, 'Bearer another');
});

test('a sign-out revokes the token at the server before it forgets it', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  await login(machine, server.url);
  server.answers.set('POST /auth/logout', problem(500));
  const refused = await machine.run(['auth', 'logout'], { env: unset });
  const kept = await readFile(join(machine.config, 'token.json'), 'utf8');
  server.answers.set('POST /auth/logout', (_request, response) => response.writeHead(204).end());

  const { code } = await machine.run(['auth', 'logout'], { env: unset });

  t.is(refused.code, 5);
  t.true(kept.includes(token));
  t.is(code, 0);
  t.is(server.heads.at(-1)?.headers.authorization, `Bearer ${token}`);
  await t.throwsAsync(readFile(join(machine.config, 'token.json')), { code: 'ENOENT' });
});

test('a token the server no longer knows can be signed out', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  await login(machine, server.url);
  server.answers.set('POST /auth/logout', problem(401));

  const { code } = await machine.run(['auth', 'logout'], { env: unset });

  t.is(code, 0);
  await t.throwsAsync(readFile(join(machine.config, 'token.json')), { code: 'ENOENT' });
});

test('a wrong password is 7 and leaves no file', async (t) => {
  const server = await startStandIn(t);
  server.answers.set('POST /auth/token', problem(401, { code: 'invalid_credentials' }));
  const machine = await newMachine(t, server.url);

  const { code } = await login(machine, server.url);

  t.is(code, 7);
  await t.throwsAsync(stat(machine.config), { code: 'ENOENT' });
});

test('without a terminal nobody is asked: a missing answer is 2, even while stdin is open', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');

  const email = await ended(machine.start(['auth', 'login', '--password-stdin']));
  const password = await ended(machine.start(['auth', 'login', '--email', 'ada@example.com']));

  t.is(email.code, 2);
  t.regex(email.stderr, /E-mail is missing[\s\S]*--email ADDRESS/);
  t.is(password.code, 2);
  t.regex(password.stderr, /Password of ada@example\.com at http:\S+ is missing[\s\S]*--password-stdin/);
});

test('whoami --offline reads the token without asking anybody', async (t) => {
  const machine = await newMachine(t, 'http://127.0.0.1:9');

  const who = await machine.json(['auth', 'whoami', '--offline']);

  t.like(who, { ok: true, email: 'ada@example.com', token_source: 'environment', checked: false });
});

test('a damaged token file is told with the way out', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  await login(machine, server.url);
  await writeFile(join(machine.config, 'token.json'), '{');

  const { code, stderr } = await machine.run(['auth', 'whoami'], { env: unset });

  t.is(code, 2);
  t.regex(stderr, /token\.json cannot be used[\s\S]*agnes auth login/);
});
