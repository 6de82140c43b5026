import { execFile } from 'node:child_process';
import { constants, open } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';

const run = promisify(execFile);
// Not `fs/promises`: a FileHandle would close the descriptor that the socket owns.
const openFd = promisify(open);

/** Makes a FIFO only this user can open, in place of whatever an earlier start left there. */
export const makeFifo = async (path: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await rm(path, { force: true });
  await run('mkfifo', ['-m', '600', path]);
};

/**
 * Opens the reading end without waiting for a writer. The stream ends when the writer closes; it must be gone before
 * the next one is opened, or two would share the bytes.
 */
export const readFifo = async (path: string): Promise<Readable> => {
  const fd = await openFd(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
};
