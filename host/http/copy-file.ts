import type { FileHandle } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';

/** Large reads: with Node's default of 64 KiB a download is half as fast. */
const chunkBytes = 256 * 1024;
/** How much somebody gets whose right was taken away while it was being sent. */
const recheckBytes = 64 * 1024 * 1024;

/** Which bytes, and whether whoever gets them still may. */
export interface CopyRange {
  readonly start: number;
  /** The last one. */
  readonly end: number;
  readonly stillAllowed?: (() => Promise<boolean>) | undefined;
}

/**
 * Reads into one of two buffers while the other is being sent. A stream would take new ones all the time, and most of
 * the time of a download would go into collecting them.
 */
export const copyFile = async (
  handle: FileHandle,
  response: ServerResponse,
  { start, end, stillAllowed }: CopyRange,
): Promise<void> => {
  const length = Math.min(chunkBytes, end + 1 - start);
  let [buffer, other] = [Buffer.allocUnsafeSlow(length), Buffer.allocUnsafeSlow(length)];
  let sending = Promise.resolve(true);
  for (let position = start; position <= end; ) {
    const isAllowed = isTimeToAsk(position - start) ? stillAllowed?.() : true;
    const wanted = Math.min(length, end + 1 - position);
    const reading = handle.read(buffer, 0, wanted, position);
    const [{ bytesRead }, sent, allowed] = await Promise.all([reading, sending, isAllowed]);
    if (!sent || bytesRead === 0 || allowed === false) return void response.destroy();
    sending = write(response, buffer.subarray(0, bytesRead));
    position += bytesRead;
    [buffer, other] = [other, buffer];
  }
  await sending;
  response.end();
};

const isTimeToAsk = (sent: number): boolean => sent > 0 && sent % recheckBytes < chunkBytes;

/** True when the bytes are out and their buffer is free, false when there is nobody to send them to. */
const write = (response: ServerResponse, bytes: Buffer): Promise<boolean> =>
  new Promise((resolve) => {
    const gone = (): void => resolve(false);
    response.once('close', gone);
    response.write(bytes, (error) => {
      response.off('close', gone);
      resolve(!error);
    });
  });
