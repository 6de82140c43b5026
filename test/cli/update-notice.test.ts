import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { onTerminal } from './on-terminal.ts';
import { type Machine, newMachine } from './run-agnes.ts';
import { json, startStandIn } from './stand-in.ts';

const notice = /agnes 9\.0\.0 is out, this is 0\.1\.0\. Run: agnes update/;

/** A server that hands out a newer program, and how many have asked for it. */
const newer = async (t: ExecutionContext) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  const artifacts = [{ filename: 'agnes-cli-9.0.0.tgz', size: 1, sha256: '0'.repeat(64) }];
  const asked = Promise.withResolvers<string | undefined>();
  server.answers.set('GET /cli/latest', (request, response) => {
    asked.resolve(request.headers.authorization);
    return json({ version: '9.0.0', wheel_filename: 'agnes-cli-9.0.0.tgz', artifacts })(request, response);
  });
  const isLook = (request: string): boolean => request === 'GET /cli/latest';
  return { server, machine, asked: asked.promise, looks: () => server.requests.filter(isLook).length };
};

const remembered = (machine: Machine): string => join(machine.config, 'update-check.json');

const known = async (machine: Machine, what: object): Promise<void> => {
  const server = machine.env['AGNES_SERVER'];
  await machine.run(['update', '--check']);
  await writeFile(
    remembered(machine),
    JSON.stringify({ server, at: Date.now(), good: true, told: false, ...what }),
  );
};

test('a command on a terminal has somebody look for a newer version, without a token and without waiting', async (t) => {
  const { machine, asked, looks } = await newer(t);

  const first = await onTerminal(machine, ['auth', 'whoami']);
  const authorization = await asked;

  t.is(first.code, 0);
  t.notRegex(first.screen, notice);
  t.is(authorization, undefined);
  t.is(looks(), 1);
});

test('what is known is told once, and nobody looks again for a day', async (t) => {
  const { machine, looks } = await newer(t);
  await known(machine, { version: '9.0.0' });
  const before = looks();

  const told = await onTerminal(machine, ['auth', 'whoami']);
  const again = await onTerminal(machine, ['auth', 'whoami']);

  t.regex(told.screen, notice);
  t.notRegex(again.screen, notice);
  t.is(looks(), before);
  t.like(JSON.parse(await readFile(remembered(machine), 'utf8')), {
    told: true,
    good: true,
    version: '9.0.0',
  });
});

test('an older version, a file that is damaged and another server are no news', async (t) => {
  const { machine } = await newer(t);

  for (const what of [{ version: '0.0.9' }, { version: 'x' }, { version: '9.0.0', server: 'http://other' }]) {
    await known(machine, what);
    t.notRegex((await onTerminal(machine, ['auth', 'whoami'])).screen, notice, JSON.stringify(what));
  }
  await writeFile(remembered(machine), '{');
  t.is((await onTerminal(machine, ['auth', 'whoami'])).code, 0);
});

test('nobody is told, and nobody looks, without a terminal or when it is not wanted', async (t) => {
  const { machine, looks } = await newer(t);
  await known(machine, { version: '9.0.0', at: 0 });
  const before = await readFile(remembered(machine), 'utf8');
  const count = looks();

  const quiet = await onTerminal(machine, ['auth', 'whoami', '--quiet']);
  const asJson = await onTerminal(machine, ['auth', 'whoami', '--json']);
  const off = await onTerminal(machine, ['auth', 'whoami'], { env: { AGNES_NO_UPDATE_CHECK: '1' } });
  const piped = await machine.run(['auth', 'whoami']);

  for (const said of [quiet.screen, asJson.screen, off.screen, piped.stderr]) t.notRegex(said, notice);
  t.is(await readFile(remembered(machine), 'utf8'), before);
  t.is(looks(), count);
});

test('what a folder names alone is told to nobody, and nobody looks there', async (t) => {
  const { server, machine, looks } = await newer(t);
  await known(machine, { version: '9.0.0' });
  machine.env['AGNES_SERVER'] = '';
  await mkdir(machine.path('.agnes'), { recursive: true });
  await writeFile(machine.path('.agnes/workspace.json'), JSON.stringify({ server: server.url }));
  const before = looks();

  // No token goes to such a server, so none is given.
  const unknown = await onTerminal(machine, ['status'], { env: { AGNES_TOKEN: '' } });
  await writeFile(join(machine.config, 'config.yaml'), `server: ${server.url}/\n`);
  const configured = await onTerminal(machine, ['auth', 'whoami']);

  t.is(unknown.code, 0);
  t.notRegex(unknown.screen, notice);
  t.regex(configured.screen, notice);
  t.is(looks(), before);
});
