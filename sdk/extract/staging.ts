import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Column } from '../column.ts';
import { type RowEncoder, rowEncoder } from './encode.ts';
import { tooMuchOutput } from './errors.ts';

/** Text held before it is written, in characters. */
const bufferLength = 1024 * 1024;

/** The folder a run writes into, and how much it may still write. */
export class Staging {
  readonly #folder: string;
  readonly #limitBytes: number;
  #bytes = 0;
  #files = 0;

  constructor(folder: string, limitBytes: number) {
    this.#folder = folder;
    this.#limitBytes = limitBytes;
  }

  /** Opens a file for the rows, or the deleted keys, of one table. Awaiting `add` is what slows a fast source down. */
  async open(
    table: string,
    columns: readonly Column[],
    kind: 'rows' | 'deletes' = 'rows',
  ): Promise<RowWriter> {
    const encode = rowEncoder(table, columns);
    this.#files += 1;
    const path = join(this.#folder, `${kind}-${this.#files}.ndjson`);
    const file = await open(path, 'wx', 0o600);
    const limitBytes = this.#limitBytes;
    return new RowWriter({ path, columns, encode, file, limitBytes, spend: (bytes) => this.#spend(bytes) });
  }

  #spend(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#limitBytes) throw tooMuchOutput({ limitBytes: this.#limitBytes });
  }
}

interface WriterParts {
  readonly path: string;
  readonly columns: readonly Column[];
  readonly encode: RowEncoder;
  readonly file: FileHandle;
  readonly limitBytes: number;
  readonly spend: (bytes: number) => void;
}

/** Writes the rows of one table as NDJSON. */
export class RowWriter {
  readonly path: string;
  readonly columns: readonly Column[];
  readonly #parts: WriterParts;
  #rows = 0;
  #held = '';
  #bytes = 0;

  constructor(parts: WriterParts) {
    this.path = parts.path;
    this.columns = parts.columns;
    this.#parts = parts;
  }

  get rows(): number {
    return this.#rows;
  }

  async add(rows: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    for (const row of rows) {
      this.#held += this.#parts.encode(row);
      this.#rows += 1;
      if (this.#held.length >= bufferLength) await this.#flush();
    }
  }

  /** The same up to the first row that does not fit into what may be written to this file alone; false when there is one. */
  async addFitting(rows: readonly Readonly<Record<string, unknown>>[]): Promise<boolean> {
    for (const row of rows) {
      const bytes = Buffer.byteLength(this.#parts.encode(row));
      if (this.#bytes + bytes > this.#parts.limitBytes) return false;
      this.#bytes += bytes;
      await this.add([row]);
    }
    return true;
  }

  async close(): Promise<void> {
    await this.#flush();
    await this.#parts.file.close();
  }

  /** Lets go of the file without what is still held. */
  drop(): Promise<void> {
    return this.#parts.file.close();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#held);
    this.#held = '';
    this.#parts.spend(bytes.length);
    await this.#parts.file.appendFile(bytes);
  }
}
