import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type Machine, newMachine } from './run-agnes.ts';
import { startStandIn, token } from './stand-in.ts';

const elsewhere = 'server: http://127.0.0.1:9\n';

/** A machine in a folder that names a server, which nobody else does. */
const inFolderOf = async (t: ExecutionContext, server: string): Promise<Machine> => {
  const machine = await newMachine(t, '');
  await mkdir(machine.path('.agnes'), { recursive: true });
  await writeFile(machine.path('.agnes/workspace.json'), JSON.stringify({ server }));
  await mkdir(machine.config);
  await writeFile(join(machine.config, 'config.yaml'), elsewhere);
  return machine;
};

test('AGNES_TOKEN is not sent to a server that only a folder names', async (t) => {
  const server = await startStandIn(t);
  const machine = await inFolderOf(t, server.url);

  const sync = await machine.run(['sync', '--json']);
  const status = await machine.run(['status']);
  const mcp = await machine.run(['mcp']);
  const offline = await machine.run(['auth', 'whoami', '--offline']);

  t.deepEqual([sync.code, status.code, mcp.code, offline.code], [7, 7, 7, 0]);
  t.like(JSON.parse(sync.stdout), {
    ok: false,
    error: { code: 'server_not_chosen', server: server.url, workspace: machine.workspace },
  });
  t.true(status.stderr.includes(`AGNES_SERVER=${server.url}`));
  t.deepEqual(server.requests, []);
});

test('AGNES_TOKEN is sent to the server of a folder once the call, the environment or config.yaml names it, too', async (t) => {
  const server = await startStandIn(t);
  const machine = await inFolderOf(t, server.url);
  const whoami = ['auth', 'whoami'];

  const option = await machine.run([...whoami, '--server', server.url]);
  const environment = await machine.run(whoami, { env: { AGNES_SERVER: server.url } });
  await writeFile(join(machine.config, 'config.yaml'), `${elsewhere}servers: {here: ${server.url}/}\n`);
  const listed = await machine.run(whoami);
  await writeFile(join(machine.config, 'config.yaml'), `server: ${server.url}\n`);
  const usual = await machine.run(whoami);

  t.deepEqual([option.code, environment.code, listed.code, usual.code], [0, 0, 0, 0]);
  t.deepEqual(
    new Set(server.heads.map(({ headers }) => headers.authorization)),
    new Set([`Bearer ${token}`]),
  );
});

test('what a folder calls its server is one word of the command that is told', async (t) => {
  const machine = await inFolderOf(t, "http://127.0.0.1:9/$(id);it's");

  const { stderr } = await machine.run(['sync']);
  const signedOut = await machine.run(['sync'], { env: { AGNES_TOKEN: '' } });

  t.true(stderr.includes(String.raw`AGNES_SERVER='http://127.0.0.1:9/$(id);it'\''s'`), stderr);
  t.true(
    signedOut.stderr.includes(String.raw`--server 'http://127.0.0.1:9/$(id);it'\''s'`),
    signedOut.stderr,
  );
});

test('what is piped in as a password or a token is not sent there either', async (t) => {
  const server = await startStandIn(t);
  const machine = await inFolderOf(t, server.url);
  const login = ['auth', 'login', '--email', 'ada@example.com', '--password-stdin'];

  const password = await machine.run(login, { stdin: 'secret\n' });
  const imported = await machine.run(['auth', 'import-token', '--token-stdin'], { stdin: `${token}\n` });

  t.deepEqual([password.code, imported.code], [7, 7]);
  t.regex(password.stderr, /The password is not sent to/);
  t.deepEqual(server.requests, []);
});

test('diagnose says so at the token, and calls nothing behind it good', async (t) => {
  const server = await startStandIn(t);
  const machine = await inFolderOf(t, server.url);

  const { checks } = await machine.json(['diagnose', '--symptom', 'login']);

  const found = (checks as readonly Record<string, unknown>[]).find(({ component }) => component === 'token');
  t.like(found, { state: 'fail' });
  t.false(server.heads.some(({ headers }) => headers.authorization !== undefined));
});

test('whoever sets up a workspace with AGNES_TOKEN may use it there from then on', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, '');
  const set = await machine.run(['setup', '--server-url', server.url, '--no-marketplace']);
  const first = await readFile(join(machine.config, 'config.yaml'), 'utf8');
  await writeFile(join(machine.config, 'config.yaml'), elsewhere);
  await machine.run(['setup', '--server-url', server.url, '--no-marketplace']);

  const sync = await machine.run(['sync']);

  t.deepEqual([set.code, sync.code], [0, 0]);
  t.is(first, `server: ${server.url}\n`);
  t.true((await readFile(join(machine.config, 'config.yaml'), 'utf8')).startsWith(elsewhere));
});
