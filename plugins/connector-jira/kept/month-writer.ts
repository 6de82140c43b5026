import { createHash, type Hash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { compareKeys } from '../keys.ts';
import type { TableName } from '../rows/tables.ts';
import { checkedLines } from './lines.ts';
import { hashLength, type MonthFiles } from './month-files.ts';

/** Text held before it is written, in characters. */
const bufferLength = 256 * 1024;

interface WriterParts {
  readonly files: MonthFiles;
  readonly table: TableName;
  readonly month: string;
  readonly temporary: string;
  readonly file: FileHandle;
  readonly base: AsyncIterator<string>;
}

/** Opens the next version of a month. Without `base` it begins empty. */
export const openMonth = async (
  files: MonthFiles,
  {
    table,
    month,
    base,
  }: { readonly table: TableName; readonly month: string; readonly base: string | undefined },
): Promise<MonthWriter> => {
  await mkdir(files.folderOf(table), { recursive: true });
  const temporary = join(files.folderOf(table), `.${randomUUID()}.tmp`);
  const file = await open(temporary, 'wx', 0o660);
  const lines = base === undefined ? noLines() : checkedLines(files.pathOf(table, month, base), base);
  return new MonthWriter({ files, table, month, temporary, file, base: lines[Symbol.asyncIterator]() });
};

async function* noLines(): AsyncGenerator<string> {}

/** One month of one table while it is written: the lines of its last version, with those of some issues replaced. */
export class MonthWriter {
  readonly #parts: WriterParts;
  readonly #hash: Hash = createHash('sha256');
  #held = '';
  /** The next line of the last version. */
  #next: { readonly line: string; readonly key: string } | undefined;
  #begun = false;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  /** Replaces the lines of an issue. Keys come in their order. */
  async replace(key: string, rows: readonly object[]): Promise<void> {
    await this.#copyUntil(key);
    while (this.#next?.key === key) await this.#step();
    for (const row of rows) await this.#add(JSON.stringify(row));
  }

  /** Copies the rest and puts the file in its place. Throws `monthDamaged` when the last version was. */
  async finish(): Promise<void> {
    await this.#copyUntil(undefined);
    await this.#flush();
    const { files, table, month, temporary, file } = this.#parts;
    // Not down to the disk: a file that a power cut left torn is not what its name says, and is made again.
    await file.close();
    const hash = this.#hash.digest('hex').slice(0, hashLength);
    await rename(temporary, files.pathOf(table, month, hash));
    await files.dropOthers(table, month, hash);
  }

  /** Leaves the month as it was. */
  async drop(): Promise<void> {
    const { temporary, file, base } = this.#parts;
    await base.return?.();
    await file.close().catch(() => {});
    await rm(temporary, { force: true });
  }

  async #copyUntil(key: string | undefined): Promise<void> {
    if (!this.#begun) await this.#step();
    this.#begun = true;
    while (this.#next && (key === undefined || compareKeys(this.#next.key, key) < 0)) {
      await this.#add(this.#next.line);
      await this.#step();
    }
  }

  async #step(): Promise<void> {
    const { value, done } = await this.#parts.base.next();
    this.#next = done ? undefined : { line: value, key: keyIn(value) };
  }

  async #add(line: string): Promise<void> {
    this.#held += `${line}\n`;
    if (this.#held.length >= bufferLength) await this.#flush();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#held);
    this.#held = '';
    this.#hash.update(bytes);
    await this.#parts.file.appendFile(bytes);
  }
}

const before = '"issue_key":"';

/** The issue of a line. Within a text the quotes would be escaped, so the first place is the column. */
const keyIn = (line: string): string => {
  const from = line.indexOf(before) + before.length;
  return line.slice(from, line.indexOf('"', from));
};
