import type { Agent, IncomingMessage } from 'node:http';
import type { Socket, TcpNetConnectOpts } from 'node:net';
import { TLSSocket } from 'node:tls';

const readBytes = 256 * 1024;
/** Below that it is worth more to keep the connection. */
const leastBytes = 1024 * 1024;

/** Who gets what was read; its answer is false when no more may come for now. */
interface Reader {
  receive: (bytes: Buffer) => boolean;
  /** True once something was read so: a connection that goes through a proxy knows nothing of the buffer. */
  isUsed: boolean;
}

const readers = new WeakMap<Socket, Reader>();

/** Has an agent read into one buffer for each connection, so that `bytesOf` can take answers from there. */
export const readingDirectly = <A extends Agent>(agent: A): A => {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, onConnected) => {
    const buffer = Buffer.allocUnsafeSlow(readBytes);
    // Until somebody takes the bytes as they are, they go where Node would have put them.
    const reader: Reader = { receive: (bytes) => socket.push(Buffer.from(bytes)), isUsed: false };
    const callback = (count: number): boolean => {
      reader.isUsed = true;
      return reader.receive(buffer.subarray(0, count));
    };
    const direct: Partial<TcpNetConnectOpts> = { onread: { buffer, callback } };
    // The type allows for agents that make something else; these make sockets.
    const socket = connect({ ...options, ...direct }, onConnected) as Socket;
    readers.set(socket, reader);
    return socket;
  };
  return agent;
};

/**
 * The bytes of an answer. A piece is good only until the next one is asked for.
 *
 * Node's parser copies whatever comes into new memory, which took most of the time of a large download. So of an answer
 * whose length is known the rest is read from the connection, which then serves nobody else.
 */
export const bytesOf = (answer: IncomingMessage): AsyncIterable<Buffer> => {
  const { socket, headers, destroyed } = answer;
  const reader = readers.get(socket);
  const bytes = headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : 0;
  if (!reader?.isUsed || destroyed || bytes < leastBytes || socket.readableLength > 0) return answer;
  return new Rest(answer, reader).upTo(bytes);
};

class Rest {
  readonly #answer: IncomingMessage;
  /** What came before it was asked for. */
  readonly #early: Buffer[] = [];
  /** True when nothing comes into the buffer until somebody asks. What a secure connection has decrypted comes all the same. */
  readonly #isHeld: boolean;
  #asked: PromiseWithResolvers<Buffer> | undefined;
  #failure: Error | undefined;

  constructor(answer: IncomingMessage, reader: Reader) {
    this.#answer = answer;
    // Nothing can come between these two: what the parser has had already, and whatever is read from now on.
    const parsed: Buffer | null = answer.read();
    reader.receive = (bytes) => this.#receive(bytes);
    if (parsed) this.#early.push(parsed);
    this.#isHeld = !(answer.socket instanceof TLSSocket);
    answer.once('error', (error) => this.#fail(error));
    answer.once('close', () => this.#fail(new Error('the connection broke')));
  }

  async *upTo(bytes: number): AsyncGenerator<Buffer> {
    try {
      for (let missing = bytes; missing > 0; ) {
        const some = (await this.#next()).subarray(0, missing);
        missing -= some.length;
        yield some;
      }
    } finally {
      this.#answer.destroy();
    }
  }

  #next(): Buffer | Promise<Buffer> {
    const early = this.#early.shift();
    if (early) return early;
    if (this.#failure) throw this.#failure;
    this.#asked = Promise.withResolvers();
    this.#answer.socket.resume();
    return this.#asked.promise;
  }

  #receive(bytes: Buffer): boolean {
    const asked = this.#asked;
    this.#asked = undefined;
    if (asked) asked.resolve(bytes);
    else this.#early.push(this.#isHeld ? bytes : Buffer.from(bytes));
    return asked !== undefined;
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#asked?.reject(this.#failure);
    this.#asked = undefined;
  }
}
