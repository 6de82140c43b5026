import { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';

/** Longest line that is accepted where nothing else is said, in bytes: a longer one would be held in memory whole. */
const longestLine = 8 * 1024 * 1024;

/** One end of a JSON-lines conversation between two processes. */
export interface Channel {
  /** Resolves when the message may be forgotten; awaiting it is what slows a fast sender down. */
  send(message: unknown): Promise<void>;
  /**
   * Messages as they come; ends when the other side closes or dies. Throws on a line that is too long or no JSON.
   * A program whose messages have ended has lost its host and must exit.
   */
  readonly messages: AsyncIterable<unknown>;
  close(): void;
}

/** Opens the end that a child process was started with, on descriptor 3. */
export const openChannel = (longest = longestLine): Channel =>
  channelOver(new Socket({ fd: 3, readable: true, writable: true }), longest);

/** Speaks JSON lines over a stream that reads and writes. Lines longer than `longest` bytes are not accepted. */
export const channelOver = (stream: Readable & Writable, longest = longestLine): Channel => {
  // The other side may die at any moment; `send` and `messages` tell, an unheard event would end this process.
  stream.on('error', () => {});
  return {
    messages: linesOf(stream, longest),
    send: (message) =>
      new Promise((resolve, reject) => {
        stream.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()));
      }),
    close: () => stream.destroy(),
  };
};

async function* linesOf(stream: Readable, longest: number): AsyncGenerator<unknown> {
  let rest: Buffer[] = [];
  let held = 0;
  for await (const chunk of untilLost(stream)) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      yield JSON.parse(Buffer.concat([...rest, chunk.subarray(from, end)]).toString('utf8'));
      [rest, held, from] = [[], 0, end + 1];
    }
    held += chunk.length - from;
    if (held > longest) throw new RangeError(`A line is longer than ${longest} bytes.`);
    rest.push(chunk.subarray(from));
  }
}

/** A peer that dies with unread data resets the connection, and a local `close` cuts the reading: both are an end. */
async function* untilLost(stream: Readable): AsyncGenerator<Buffer> {
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch (error) {
    if (!lost.has(String((error as NodeJS.ErrnoException).code))) throw error;
  }
}

const lost = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED']);
