import type { Duplex } from 'node:stream';
import type pg from 'pg';

/** Takes bytes; resolves once more may follow. */
export type Write = (bytes: Uint8Array) => Promise<void>;

type OnData = (chunk: Buffer) => void;

/** What one byte says of a message of the server. */
const copyData = 0x64;
/** CopyOutResponse, ParameterStatus, NoticeResponse, NotificationResponse: nothing of them is for the rows. */
const beside: ReadonlySet<number> = new Set([0x48, 0x53, 0x4e, 0x41]);
const headerBytes = 5;
/** Bytes that wait to be written before the server is made to wait. */
const mostHeld = 1024 * 1024;

/**
 * A COPY … TO STDOUT as a query of the driver. There is a message for every row: instead of an object for each, the
 * rows of a packet are moved together where they lie. Once a write fails the rest is thrown away, and `onFailure` may
 * make the server stop: a connection in the middle of a COPY is of no use for the next table.
 */
export class CopyOut implements pg.Submittable {
  /** Resolves with the number of rows, once all of them are written. */
  readonly done: Promise<number>;
  readonly #text: string;
  readonly #write: Write;
  readonly #onFailure: () => Promise<void>;
  readonly #settle: { resolve(rows: number): void; reject(cause: unknown): void };
  #stream: Duplex | undefined;
  #driver: OnData = () => {};
  readonly #onData: OnData = (chunk) => this.#take(chunk);
  #carry: Buffer = Buffer.alloc(0);
  /** Bytes of a row that are still to come. */
  #rest = 0;
  #rows = 0;
  #queue: Buffer[] = [];
  #held = 0;
  #writing: Promise<void> | undefined;
  #failure: { readonly cause: unknown } | undefined;

  constructor(text: string, write: Write, onFailure: () => Promise<void>) {
    this.#text = text;
    this.#write = write;
    this.#onFailure = onFailure;
    const { promise, ...settle } = Promise.withResolvers<number>();
    this.done = promise;
    this.#settle = settle;
    // Whoever asks for it is told; until then it is nobody's.
    promise.catch(() => {});
  }

  /** Called by the driver when it is this query's turn. */
  submit(connection: pg.Connection): void {
    const { stream } = connection;
    const [driver] = stream.listeners('data');
    this.#stream = stream;
    this.#driver = driver as OnData;
    stream.removeListener('data', this.#driver);
    stream.on('data', this.#onData);
    connection.query(this.#text);
  }

  handleError(cause: unknown): void {
    this.#handBack(Buffer.alloc(0));
    void this.#ended(() => this.#settle.reject(this.#failure?.cause ?? cause));
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.#rows = Number(/^COPY (\d+)/.exec(text)?.[1] ?? 0);
  }

  handleReadyForQuery(): void {
    void this.#ended(() => {
      if (this.#failure) this.#settle.reject(this.#failure.cause);
      else this.#settle.resolve(this.#rows);
    });
  }

  async #ended(then: () => void): Promise<void> {
    await this.#writing;
    then();
  }

  #take(fresh: Buffer): void {
    const chunk = this.#carry.length > 0 ? Buffer.concat([this.#carry, fresh]) : fresh;
    const { read, rows, isOver } = this.#compact(chunk);
    if (rows > 0) this.#add(chunk.subarray(0, rows));
    const left = chunk.subarray(read);
    this.#carry = isOver ? Buffer.alloc(0) : left;
    if (isOver) this.#handBack(left);
  }

  /** Moves the rows of a chunk to its beginning. Over: what follows is the driver's to read. */
  #compact(chunk: Buffer): { readonly read: number; readonly rows: number; readonly isOver: boolean } {
    let read = Math.min(this.#rest, chunk.length);
    let rows = read;
    this.#rest -= read;
    while (read + headerBytes <= chunk.length) {
      const type = chunk[read];
      const end = read + 1 + chunk.readUInt32BE(read + 1);
      if (type === copyData) {
        const until = Math.min(end, chunk.length);
        chunk.copyWithin(rows, read + headerBytes, until);
        rows += until - read - headerBytes;
        this.#rest = end - until;
        read = until;
      } else if (type === undefined || !beside.has(type)) return { read, rows, isOver: true };
      else if (end > chunk.length) break;
      else read = end;
    }
    return { read, rows, isOver: false };
  }

  #handBack(left: Buffer): void {
    const stream = this.#stream;
    if (!stream) return;
    this.#stream = undefined;
    stream.removeListener('data', this.#onData);
    stream.on('data', this.#driver);
    stream.resume();
    if (left.length > 0) this.#driver(left);
  }

  #add(bytes: Buffer): void {
    if (this.#failure) return;
    this.#queue.push(bytes);
    this.#held += bytes.length;
    if (this.#held > mostHeld) this.#stream?.pause();
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#queue.length > 0) {
      const some = this.#queue;
      this.#queue = [];
      try {
        await this.#write(some.length === 1 && some[0] ? some[0] : Buffer.concat(some));
      } catch (cause) {
        this.#failure = { cause };
        this.#queue = [];
        this.#stream?.resume();
        return this.#onFailure();
      }
      for (const bytes of some) this.#held -= bytes.length;
      if (this.#held <= mostHeld) this.#stream?.resume();
    }
  }
}
