import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { pauseAfter } from '../../cli/account/device-login.ts';
import { untilFile } from '../support/until-file.ts';
import { onTerminal } from './on-terminal.ts';
import { ended, type Machine, newMachine } from './run-agnes.ts';
import { type Answerer, json, problem, type StandIn, startStandIn, token } from './stand-in.ts';

const unset = { AGNES_TOKEN: '' };
const code = { device_code: 'the-device', user_code: 'ABCD-EFGH', expires_in: 600, interval: 0 };
const pending = problem(400, { code: 'authorization_pending', detail: 'Not yet.' });

/** A server that lets somebody sign in in a browser, and answers the questions of the device one after the other. */
const startDeviceServer = async (
  t: ExecutionContext,
  answers: readonly Answerer[],
): Promise<{ server: StandIn; machine: Machine }> => {
  const server = await startStandIn(t);
  const left = [...answers];
  const page = { ...code, verification_uri: `${server.url}/device` };
  server.answers.set('POST /auth/device/code', json(page));
  server.answers.set('POST /auth/device/token', (request, response) =>
    (left.shift() ?? pending)(request, response),
  );
  return { server, machine: await newMachine(t, server.url) };
};

const confirmed = json({ id: '1', name: 'laptop', prefix: '1', token, expires_at: null });

test('a sign-in without options goes through the browser: address and code on stderr, the token in its file', async (t) => {
  const { server, machine } = await startDeviceServer(t, [pending, problem(503), pending, confirmed]);

  const { code: exit, stdout, stderr } = await machine.run(['auth', 'login'], { env: unset });

  const path = join(machine.config, 'token.json');
  t.is(exit, 0);
  t.is(stdout, `Signed in to ${server.url} as ada@example.com.\n`);
  t.true(stderr.startsWith(`To sign in, open  ${server.url}/device\nand confirm the code  ABCD-EFGH\n`));
  t.deepEqual(server.bodies, [{ client: hostname() }, ...Array(4).fill({ device_code: 'the-device' })]);
  t.is((await stat(path)).mode & 0o777, 0o600);
  t.like(JSON.parse(await readFile(path, 'utf8')), { access_token: token, server: server.url });
});

test('a sign-in through the browser answers one document, also when quiet; the code is shown all the same', async (t) => {
  const { server, machine } = await startDeviceServer(t, [confirmed]);

  const { stdout, stderr } = await machine.run(['auth', 'login', '--json', '--quiet'], { env: unset });

  t.like(JSON.parse(stdout), { ok: true, server: server.url, email: 'ada@example.com' });
  t.regex(stderr, /ABCD-EFGH/);
});

test('a sign-in that is denied is 8, one that nobody confirms in time is 7', async (t) => {
  const no = await startDeviceServer(t, [problem(400, { code: 'access_denied' })]);
  const late = await startDeviceServer(t, [pending, problem(400, { code: 'expired_token' })]);

  const denied = await no.machine.run(['auth', 'login'], { env: unset });
  const expired = await late.machine.run(['auth', 'login'], { env: unset });

  t.is(denied.code, 8);
  t.regex(denied.stderr, /denied in the browser/);
  t.is(expired.code, 7);
  t.regex(expired.stderr, /Nobody confirmed[\s\S]*auth login/);
});

test('Ctrl-C while waiting for the browser is 130 and leaves no token, however often it is pressed', async (t) => {
  for (const times of [1, 2, Number.POSITIVE_INFINITY]) {
    const { server, machine } = await startDeviceServer(t, []);
    const child = machine.start(['auth', 'login'], { env: unset });
    let left = times;
    server.answers.set('POST /auth/device/token', (request, response) => {
      if (left > 0) child.kill('SIGINT');
      left -= 1;
      pending(request, response);
    });

    const { code: exit } = await ended(child);

    t.is(exit, 130, `${times} times`);
    await t.throwsAsync(stat(machine.config), { code: 'ENOENT' });
  }
});

test('Ctrl-C before the command has begun is 130, too', async (t) => {
  const { machine } = await startDeviceServer(t, []);
  // Loaded first: the signal comes while the program itself is not there yet.
  const early =
    "data:text/javascript,process.on('newListener',(name)=>name==='SIGTERM'&&process.kill(process.pid,'SIGINT'))";
  const child = machine.start(['auth', 'login'], { env: { ...unset, NODE_OPTIONS: `--import=${early}` } });

  const { code: exit } = await ended(child);

  t.is(exit, 130);
  await t.throwsAsync(stat(machine.config), { code: 'ENOENT' });
});

test('a page that is no web address is not shown to anybody', async (t) => {
  const { server, machine } = await startDeviceServer(t, [confirmed]);
  server.answers.set('POST /auth/device/code', json({ ...code, verification_uri: 'file:///etc/passwd' }));

  const { code: exit, stderr } = await machine.run(['auth', 'login'], { env: unset });

  t.is(exit, 9);
  t.notRegex(stderr, /etc\/passwd/);
});

test('a server that wants peace is asked five seconds later each time', (t) => {
  t.is(pauseAfter({ code: 'authorization_pending', details: { http: 400 } }, 5), 5);
  t.is(pauseAfter({ code: 'slow_down', details: { http: 400 } }, 5), 10);
  t.is(pauseAfter({ code: 'rate_limited', details: { http: 429 } }, 10), 15);
});

/** A program that is found as `xdg-open` and writes down how it was called. */
const fakeBrowser = async (machine: Machine): Promise<{ env: Record<string, string>; called: string }> => {
  const folder = join(machine.env['HOME'] ?? '', 'bin');
  const called = join(folder, 'called');
  await mkdir(folder);
  const text = `#!/bin/sh\nprintf '%s|' "$#" "$1" "$AGNES_TOKEN" > '${called}.part'\nmv '${called}.part' '${called}'\n`;
  await writeFile(join(folder, 'xdg-open'), text);
  await chmod(join(folder, 'xdg-open'), 0o755);
  return { env: { ...unset, PATH: `${folder}:${machine.env['PATH']}` }, called };
};

test('on a terminal the browser is opened with the address as its only argument; --no-browser leaves it closed', async (t) => {
  const { server, machine } = await startDeviceServer(t, [pending, confirmed, pending, confirmed]);
  server.answers.set(
    'POST /auth/device/code',
    json({ ...code, verification_uri: `${server.url}/device?a=1&b=$(id)` }),
  );
  const { env, called } = await fakeBrowser(machine);

  await onTerminal(machine, ['auth', 'login', '--no-browser'], { env });
  await t.throwsAsync(stat(called), { code: 'ENOENT' });
  const opened = untilFile(dirname(called), /called$/);
  await onTerminal(machine, ['auth', 'login'], { env });
  await opened;

  t.is(await readFile(called, 'utf8'), `1|${server.url}/device?a=1&b=$(id)||`);
});
