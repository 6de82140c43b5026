import { chmod, lstat, mkdir, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { isPlatformError } from '@agnes/sdk/errors';
import { unexpected } from '../http/errors.ts';
import { socketUnusable, unknownCommand } from './local-errors.ts';
import type { Log } from './log.ts';
import { firstLine } from './socket-line.ts';

/** What a host does for programs on its own machine, by name. */
export type LocalCommands = Readonly<Record<string, (request: unknown) => Promise<object>>>;

interface SocketOptions {
  readonly path: string;
  readonly commands: LocalCommands;
  readonly log: Log;
}

const patienceMs = 10_000;
/** What every system takes as the address of a socket. */
const longestPath = 103;

/**
 * Answers programs of the host's own user: one line of JSON in, one out.
 *
 * Nobody else gets in: the folder is the owner's alone before the socket is in it. A socket file that is there
 * already was left by a host that died, because this one holds the lock of the data folder.
 */
export const openHostSocket = async ({ path, commands, log }: SocketOptions): Promise<AsyncDisposable> => {
  if (Buffer.byteLength(path) > longestPath) {
    throw socketUnusable({ path, reason: `its path is longer than ${longestPath} bytes` });
  }
  await makePrivate(dirname(path));
  await rm(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    void serve(socket, { commands, log });
  });
  await listening(server, path);
  await chmod(path, 0o600);
  return {
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
};

const makePrivate = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid } = await lstat(folder);
  const self = process.getuid?.();
  if (self !== undefined && uid !== self) {
    throw socketUnusable({ path: folder, reason: `it belongs to the user ${uid}` });
  }
  await chmod(folder, 0o700);
};

const listening = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(socketUnusable({ path, reason: cause.message }, { cause })));
    server.listen(path, resolve);
  });

const serve = async (socket: Socket, { commands, log }: Omit<SocketOptions, 'path'>): Promise<void> => {
  socket.setTimeout(patienceMs, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  const answer = await answerTo(socket, commands).catch((error: unknown) => {
    if (!isPlatformError(error)) log('host_socket_failed', { error });
    return refusalOf(error);
  });
  socket.end(`${JSON.stringify(answer)}\n`);
};

const answerTo = async (socket: Socket, commands: LocalCommands): Promise<object> => {
  const { command, ...request } = requestOf(await firstLine(socket));
  // Whoever has asked may wait: copying a large database takes its time.
  socket.setTimeout(0);
  const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (!run) throw unknownCommand({ command });
  return { ok: true, answer: await run(request) };
};

const requestOf = (line: string): { command: string; [field: string]: unknown } => {
  try {
    const { command, ...request } = JSON.parse(line);
    return { ...request, command: String(command) };
  } catch {
    // Not one of our programs, whatever else it sent.
    return { command: '' };
  }
};

const refusalOf = (error: unknown): object => {
  const { code, message, hint } = isPlatformError(error) ? error : unexpected({});
  return { ok: false, code, message, hint };
};
