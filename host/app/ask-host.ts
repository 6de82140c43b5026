import { once } from 'node:events';
import { lstat } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { defineError } from '@agnes/sdk/errors';
import { hostUnanswering, socketNotPrivate } from './local-errors.ts';
import { firstLine } from './socket-line.ts';

/** What a host answered a program on its own machine. */
export type LocalAnswer = Readonly<Record<string, unknown>>;

/** What a program on its machine wants of a host. */
export interface LocalRequest {
  readonly command: string;
  readonly [field: string]: unknown;
}

const patience = 30_000;

/** Where the host of a data folder can be reached by programs on its own machine. */
export const socketPath = (dataDir: string): string => join(dataDir, 'run', 'host.sock');

/** Has the host of a data folder do something; `undefined` when none runs. What it refuses is thrown. */
export const askHost = async (
  dataDir: string,
  request: LocalRequest,
  patienceMs = patience,
): Promise<LocalAnswer | undefined> => {
  const path = socketPath(dataDir);
  if (!(await isThere(path))) return undefined;
  const socket = await connected(path);
  if (!socket) return undefined;
  try {
    socket.setTimeout(patienceMs, () => socket.destroy());
    socket.end(`${JSON.stringify(request)}\n`);
    return told(path, await firstLine(socket).catch(() => ''));
  } finally {
    socket.destroy();
  }
};

/** Throws for a socket that somebody else could have put there: a request names people and brings links. */
const isThere = async (path: string): Promise<boolean> => {
  const found = await lstat(path).catch(() => undefined);
  if (!found) return false;
  const folder = await lstat(dirname(path));
  const self = process.getuid?.() ?? 0;
  const isOpen = [found, folder].some(
    ({ uid, mode }) => (uid !== self && self !== 0) || (mode & 0o077) !== 0,
  );
  if (isOpen || !found.isSocket()) throw socketNotPrivate({ path });
  return true;
};

/** Nobody listens on what a host that died has left. */
const connected = async (path: string): Promise<Socket | undefined> => {
  const socket = createConnection(path);
  try {
    await once(socket, 'connect');
    socket.on('error', () => socket.destroy());
    return socket;
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    if (code === 'ECONNREFUSED' || code === 'ENOENT') return undefined;
    throw hostUnanswering({ path, reason: code }, { cause });
  }
};

const told = (path: string, line: string): LocalAnswer => {
  if (line === '') throw hostUnanswering({ path, reason: 'the connection broke' });
  // Written by `host-socket.ts` of the same version.
  const { ok, answer, code, message, hint } = JSON.parse(line) as Said;
  if (ok) return answer;
  throw defineError({ code, kind: 'internal', message: () => message, hint })({});
};

interface Said {
  readonly ok: boolean;
  readonly answer: LocalAnswer;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}
