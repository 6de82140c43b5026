import { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';

/** Longest line either side accepts, in bytes: a longer one would be held in memory whole. */
export const longestLine = 8 * 1024 * 1024;

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

/** Opens the end that a child process was started with. */
export const openChannel = (fd = 3): Channel =>
  channelOver(new Socket({ fd, readable: true, writable: true }));

/** Speaks JSON lines over a stream that reads and writes. */
export const channelOver = (stream: Readable & Writable): Channel => {
  // The other side may die at any moment; `send` and `messages` tell, an unheard event would end this process.
  stream.on('error', () => {});
  return {
    messages: linesOf(stream),
    send: (message) =>
      new Promise((resolve, reject) => {
        const line = Buffer.from(`${JSON.stringify(message)}\n`);
        if (line.length > longestLine) throw new RangeError(`A message of ${line.length} bytes is too long.`);
        stream.write(line, (error) => (error ? reject(error) : resolve()));
      }),
    close: () => stream.destroy(),
  };
};

async function* linesOf(stream: Readable): AsyncGenerator<unknown> {
  let rest: Buffer[] = [];
  let held = 0;
  for await (const chunk of untilLost(stream)) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      if (held + end - from > longestLine) throw tooLong();
      yield JSON.parse(Buffer.concat([...rest, chunk.subarray(from, end)]).toString('utf8'));
      [rest, held, from] = [[], 0, end + 1];
    }
    held += chunk.length - from;
    if (held > longestLine) throw tooLong();
    rest.push(chunk.subarray(from));
  }
}

const tooLong = (): RangeError => new RangeError(`A line is longer than ${longestLine} bytes.`);

/** A peer that dies with unread data resets the connection, and a local `close` cuts the reading: both are an end. */
async function* untilLost(stream: Readable): AsyncGenerator<Buffer> {
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch (error) {
    if (!lost.has(String((error as NodeJS.ErrnoException).code))) throw error;
  }
}

const lost = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED']);
