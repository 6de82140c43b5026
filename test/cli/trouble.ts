import type { ChildProcess } from 'node:child_process';
import { open, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type Answerer, rangedAnswer } from './stand-in.ts';

/** Rows whose file has about a megabyte: more than one packet, quickly made. */
export const large = 'SELECT hash(range) AS n FROM range(120000)';

/** Sends the first half of the first answer and then drops the connection. */
export const cutOnce = (bytes: Buffer): Answerer => {
  let isCut = false;
  return (request, response) => {
    if (isCut) return false;
    isCut = true;
    const { status, headers, body } = rangedAnswer(request, bytes);
    response.writeHead(status, headers).write(body.subarray(0, body.length / 2), () => response.destroy());
    return true;
  };
};

/** Sends some bytes and then nothing more, with the connection open. */
export const holdAfter =
  (bytes: Buffer, count: number): Answerer =>
  (request, response) => {
    const { status, headers, body } = rangedAnswer(request, bytes);
    response.writeHead(status, headers).write(body.subarray(0, count));
  };

/** Waits until a running program has brought something into a file, and answers how much. */
export const arrivingBytes = async (child: ChildProcess, path: string): Promise<number> => {
  for (;;) {
    const found = await stat(path).catch(() => undefined);
    if (found && found.size > 0) return found.size;
    if (child.exitCode !== null) throw new Error('The program ended before anything arrived.');
    await wait(5);
  }
};

/** Waits until a running program has written these bytes at this place of a file. */
export const writtenAt = async (
  child: ChildProcess,
  path: string,
  { bytes, position }: { readonly bytes: Buffer; readonly position: number },
): Promise<void> => {
  const found = Buffer.alloc(bytes.length);
  for (;;) {
    const file = await open(path).catch(() => undefined);
    await file?.read(found, 0, found.length, position);
    await file?.close();
    if (found.equals(bytes)) return;
    if (child.exitCode !== null) throw new Error('The program ended before that was written.');
    await wait(5);
  }
};
