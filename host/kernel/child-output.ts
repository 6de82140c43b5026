import { performance } from 'node:perf_hooks';
import type { Readable } from 'node:stream';

/** Which of a child's two outputs a line came from. */
type OutputStream = 'stdout' | 'stderr';

/** Gets the lines a child prints, cut and rate-limited. */
export type OnLine = (stream: OutputStream, line: string) => void;

/** Longest line that is handed on, in bytes; the rest of it is dropped. */
const longestLine = 8 * 1024;
/** Bytes per minute and child that are handed on. */
const bytesPerMinute = 1024 * 1024;
const minute = 60_000;

/** Lets lines through up to 1 MB a minute, counts those it drops and says so once there is room again. */
export const limited = (onLine: OnLine, now: () => number = () => performance.now()): OnLine => {
  let [since, used, dropped] = [now(), 0, 0];
  return (stream, line) => {
    if (now() - since >= minute) [since, used] = [now(), 0];
    used += line.length + 1;
    if (used > bytesPerMinute) {
      dropped += 1;
      return;
    }
    if (dropped > 0) onLine(stream, `(${dropped} lines were dropped: more than 1 MB in a minute)`);
    dropped = 0;
    onLine(stream, line);
  };
};

/** Reads a child's output to its end, whatever it prints, so that the child never blocks on a full pipe. */
export const readLines = (stream: Readable, onLine: (line: string) => void): void => {
  let held = Buffer.alloc(0);
  const take = (piece: Buffer): void => {
    if (held.length < longestLine) held = Buffer.concat([held, piece.subarray(0, longestLine - held.length)]);
  };
  const flush = (): void => {
    onLine(printable(held.toString('utf8')));
    held = Buffer.alloc(0);
  };
  stream.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      take(chunk.subarray(from, end));
      flush();
      from = end + 1;
    }
    take(chunk.subarray(from));
  });
  stream.on('end', () => {
    if (held.length > 0) flush();
  });
};

/** Text without control characters: those could forge lines or repaint a terminal. */
export const printable = (line: string): string => line.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ').trimEnd();
