import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import { stringifyExact } from '../json/exact.ts';
import { safeJson, safeLines } from './safe-text.ts';

const chunkCharacters = 64 * 1024;

/** What the root options say about output. */
export interface Manner {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
}

/** The two streams: stdout for answers, stderr for everything said about them. */
export class Output {
  readonly manner: Manner;
  readonly #stdout: WriteStream;
  readonly #stderr: WriteStream;

  constructor(streams: { stdout: WriteStream; stderr: WriteStream }, manner: Manner) {
    this.#stdout = streams.stdout;
    this.#stderr = streams.stderr;
    this.manner = manner;
    // The reader of a pipe may leave; the write that notices fails and says so.
    this.#stdout.on('error', () => undefined);
  }

  /** Columns an answer may take; a pipe takes any number. */
  get width(): number {
    return this.#stdout.isTTY ? columnsOf(this.#stdout) : Number.POSITIVE_INFINITY;
  }

  /** Columns of the terminal that shows progress; `undefined` when none does. */
  get progressWidth(): number | undefined {
    return this.#stderr.isTTY ? columnsOf(this.#stderr) : undefined;
  }

  get isTerminal(): boolean {
    return this.#stdout.isTTY;
  }

  /** Writes lines of an answer, no faster than they are read. */
  async lines(lines: Iterable<string>, end = '\n'): Promise<void> {
    let chunk = '';
    for (const line of lines) {
      chunk += line + end;
      if (chunk.length < chunkCharacters) continue;
      await this.#write(chunk);
      chunk = '';
    }
    await this.#write(chunk);
  }

  /** Writes bytes as they are, no faster than they are read. */
  async bytes(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const chunk of chunks) await this.#write(chunk);
  }

  /** Writes one JSON document, or one line of a stream of them. */
  async json(value: unknown): Promise<void> {
    await this.lines([safeJson(stringifyExact(value))]);
  }

  /** Says something on stderr, unless quiet was asked for. */
  note(text: string): void {
    if (!this.manner.quiet) this.say(text);
  }

  /** Says something on stderr that not even `--quiet` hides. */
  say(text: string): void {
    this.#stderr.write(`${safeLines(text)}\n`);
  }

  /** Says what only `--verbose` wants to know. */
  detail(text: string): void {
    if (this.manner.verbose) this.say(text);
  }

  /** Draws on the terminal of stderr; the caller owns the control sequences. */
  draw(text: string): void {
    this.#stderr.write(text);
  }

  /** The text in a style, where colour is wanted and seen. */
  styled(style: 'bold' | 'red', text: string): string {
    return this.manner.color && this.#stderr.isTTY ? styleText(style, text, { validateStream: false }) : text;
  }

  #write(chunk: string | Uint8Array): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#stdout.write(chunk, (error) => (error ? reject(error) : resolve()));
    return promise;
  }
}

const usualColumns = 80;

/** Some terminals, such as those that programs open, say 0. */
const columnsOf = ({ columns }: WriteStream): number => columns || usualColumns;
