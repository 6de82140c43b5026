import { execFile } from 'node:child_process';
import { constants, open } from 'node:fs';
import { type FileHandle, mkdir, open as openFile, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { dirname } from 'node:path';
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
export const readFifo = async (path: string): Promise<Socket> => {
  const fd = await openFd(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
};

/** Makes FIFOs only this user can open, in a folder that is there. */
export const makeFifos = async (paths: readonly string[]): Promise<void> => {
  if (paths.length > 0) await run('mkfifo', ['-m', '600', '--', ...paths]);
};

/**
 * Takes a FIFO away. Whoever waits for the other end to be opened goes on: a reader finds the end, a writer that
 * nobody reads. It was made by us, so what is no FIFO any more is left alone.
 */
export const releaseFifo = async (path: string): Promise<void> => {
  const both = await openIfFifo(path);
  if (!both) return;
  await rm(path, { force: true });
  await both.close();
};

const openIfFifo = async (path: string): Promise<FileHandle | undefined> => {
  try {
    const file = await openFile(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    if ((await file.stat()).isFIFO()) return file;
    await file.close();
  } catch {
    // It is gone, or something else now.
  }
  return undefined;
};
