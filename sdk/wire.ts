import { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';

/** Longest line either side accepts, in bytes: a longer one would be held in memory whole. */
export const longestLine = 8 * 1024 * 1024;

/** One end of a JSON-lines conversation between two processes. */
export interface Channel {
  /** Resolves when the message may be forgotten; awaiting it is what slows a fast sender down. */
  send(message: unknown): Promise<void>;
  /** Messages as they come; ends when the other side closes. Throws on a line that is too long or no JSON. */
  readonly messages: AsyncIterable<unknown>;
  close(): void;
}

/** Opens the end that a child process was started with. */
export const openChannel = (fd = 3): Channel =>
  channelOver(new Socket({ fd, readable: true, writable: true }));

/** Speaks JSON lines over a stream that reads and writes. */
export const channelOver = (stream: Readable & Writable): Channel => ({
  messages: linesOf(stream),
  send: (message) =>
    new Promise((resolve, reject) => {
      stream.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()));
    }),
  close: () => stream.destroy(),
});

async function* linesOf(stream: Readable): AsyncGenerator<unknown> {
  let rest: Buffer[] = [];
  let held = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      yield JSON.parse(Buffer.concat([...rest, chunk.subarray(from, end)]).toString('utf8'));
      [rest, held, from] = [[], 0, end + 1];
    }
    held += chunk.length - from;
    if (held > longestLine) throw new RangeError(`A line is longer than ${longestLine} bytes.`);
    rest.push(chunk.subarray(from));
  }
}
