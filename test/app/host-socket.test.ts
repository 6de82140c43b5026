import { chmod, link, mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import test, { type ExecutionContext } from 'ava';
import { askHost, socketPath } from '../../host/app/ask-host.ts';
import { type LocalCommands, openHostSocket } from '../../host/app/host-socket.ts';
import { blankReason } from '../../host/identity/setup/errors.ts';
import { tempFolder } from '../support/temp-folder.ts';

const commands: LocalCommands = {
  echo: async (request) => ({ heard: request }),
  refuse: async () => {
    throw blankReason({});
  },
  stumble: async () => {
    throw new TypeError('a secret detail');
  },
};

const opened = async (t: ExecutionContext, dataDir: string) => {
  const failures: string[] = [];
  const log = (event: string) => failures.push(event);
  const socket = await openHostSocket({ path: socketPath(dataDir), commands, log });
  t.teardown(() => socket[Symbol.asyncDispose]());
  return { socket, failures };
};

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

test('a host answers programs on its machine, and its refusals arrive with code and hint', async (t) => {
  const dataDir = await tempFolder(t);
  const { failures } = await opened(t, dataDir);

  const answer = await askHost(dataDir, { command: 'echo', email: 'Ada – "é"' });
  const refused = await t.throwsAsync(askHost(dataDir, { command: 'refuse' }));
  const unknown = await t.throwsAsync(askHost(dataDir, { command: 'constructor' }));
  const stumbled = await t.throwsAsync(askHost(dataDir, { command: 'stumble' }));

  t.deepEqual(answer, { heard: { email: 'Ada – "é"' } });
  t.like(refused, { code: 'blank_reason', hint: blankReason({}).hint });
  t.like(unknown, { code: 'unknown_command' });
  t.like(stumbled, { code: 'internal_error' });
  t.notRegex(stumbled.message, /secret/);
  t.deepEqual(failures, ['host_socket_failed']);
});

test('only the user of the host reaches the socket: folder 0700 and socket 0600, whatever was there', async (t) => {
  const dataDir = await tempFolder(t);
  await mkdir(join(dataDir, 'run'), { mode: 0o777 });
  await chmod(join(dataDir, 'run'), 0o777);

  await opened(t, dataDir);

  t.is(await modeOf(join(dataDir, 'run')), 0o700);
  t.is(await modeOf(socketPath(dataDir)), 0o600);
});

test('nothing is sent to a socket that others could reach, or to something that is none', async (t) => {
  const [open, folder, file] = [await tempFolder(t), await tempFolder(t), await tempFolder(t)];
  await opened(t, open);
  await opened(t, folder);
  await chmod(socketPath(open), 0o666);
  await chmod(join(folder, 'run'), 0o755);
  await mkdir(join(file, 'run'), { mode: 0o700 });
  await writeFile(socketPath(file), '', { mode: 0o600 });

  const errors = await Promise.all(
    [open, folder, file].map((dataDir) => t.throwsAsync(askHost(dataDir, { command: 'echo' }))),
  );

  t.true(errors.every((error) => 'code' in error && error.code === 'host_socket_not_private'));
});

test('F54: the socket file of a host that died is nobody to a program, and is replaced by the next host', async (t) => {
  const dataDir = await tempFolder(t);
  await leaveSocket(dataDir);

  const nobody = await askHost(dataDir, { command: 'echo' });
  await opened(t, dataDir);
  const answer = await askHost(dataDir, { command: 'echo' });

  t.is(nobody, undefined);
  t.deepEqual(answer, { heard: {} });
});

test('a host that hangs up is told as one that does not answer', async (t) => {
  const dataDir = await tempFolder(t);
  await mkdir(join(dataDir, 'run'), { mode: 0o700 });
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(socketPath(dataDir), resolve));
  t.teardown(() => server.close());
  await chmod(socketPath(dataDir), 0o600);

  await t.throwsAsync(askHost(dataDir, { command: 'echo' }), { code: 'host_unanswering' });
});

test('where no host has run there is nobody to ask', async (t) => {
  t.is(await askHost(await tempFolder(t), { command: 'echo' }), undefined);
});

test('a host that stops takes its socket away and waits for nobody who says nothing', async (t) => {
  const dataDir = await tempFolder(t);
  const { socket } = await opened(t, dataDir);
  const silent = createConnection(socketPath(dataDir));
  await askHost(dataDir, { command: 'echo' });

  await socket[Symbol.asyncDispose]();

  t.is(await text(silent), '');
  await t.throwsAsync(stat(socketPath(dataDir)), { code: 'ENOENT' });
});

test('a line that is no request, and one without end, are refused', async (t) => {
  const dataDir = await tempFolder(t);
  await opened(t, dataDir);

  const answers = await Promise.all(
    ['{\n', 'null\n', `${'x'.repeat(100_000)}`].map((line) => said(dataDir, line)),
  );

  t.true(answers.every((answer) => JSON.parse(answer).code === 'unknown_command'));
});

test('a path that is too long for a socket is told in one sentence', async (t) => {
  const dataDir = join(await tempFolder(t), 'x'.repeat(100));

  const error = await t.throwsAsync(
    openHostSocket({ path: socketPath(dataDir), commands, log: () => undefined }),
  );

  t.like(error, { code: 'host_socket_unusable' });
  t.regex(error.message, /longer than 103 bytes/);
});

const said = (dataDir: string, line: string): Promise<string> => {
  const socket = createConnection(socketPath(dataDir));
  socket.end(line);
  return text(socket);
};

/** What a kill leaves: a socket file that nobody listens behind. */
const leaveSocket = async (dataDir: string): Promise<void> => {
  await mkdir(join(dataDir, 'run'), { mode: 0o700 });
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(socketPath(dataDir), resolve));
  await chmod(socketPath(dataDir), 0o600);
  // Closing removes the file; a hard link to it stays, as the file itself does after a kill.
  await link(socketPath(dataDir), `${socketPath(dataDir)}.kept`);
  await new Promise((resolve) => server.close(resolve));
  await rename(`${socketPath(dataDir)}.kept`, socketPath(dataDir));
};
