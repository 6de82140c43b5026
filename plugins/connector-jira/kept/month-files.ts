import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type TableName, tableNames } from '../rows/tables.ts';
import { isMissing, readIfThere, writeWhole } from './whole-file.ts';

/** Characters of the hash in the name of a file. */
export const hashLength = 16;

const shape = new RegExp(`^(\\d{4}-\\d{2})\\.([0-9a-f]{${hashLength}})\\.ndjson$`);

/**
 * The rows that were made of the JSON: `<table>/<month>.<hash>.ndjson`, sorted by issue. Each is a pure function of the
 * issues of its month, so all of them can be made again; a month that is known has a file in every table, if an empty one.
 */
export class MonthFiles {
  readonly #folder: string;

  constructor(kept: string) {
    this.#folder = join(kept, 'derived');
  }

  folderOf(table: TableName): string {
    return join(this.#folder, table);
  }

  /** The hash of every month of a table. */
  async months(table: TableName): Promise<ReadonlyMap<string, string>> {
    const names = await readdir(this.folderOf(table)).catch((cause: unknown) => {
      if (isMissing(cause)) return [];
      throw cause;
    });
    // Two of one month are left where a crash came between the new file and the old one: sorted, so that all tell the same.
    const found = names.sort().flatMap((name) => {
      const [, month, hash] = shape.exec(name) ?? [];
      return month !== undefined && hash !== undefined ? [[month, hash] as const] : [];
    });
    return new Map(found);
  }

  pathOf(table: TableName, month: string, hash: string): string {
    return join(this.folderOf(table), `${month}.${hash}.ndjson`);
  }

  /** Months that have a file in every table. */
  async wholeMonths(): Promise<ReadonlySet<string>> {
    const [first = new Map<string, string>(), ...others] = await Promise.all(
      tableNames.map((table) => this.months(table)),
    );
    return new Set([...first.keys()].filter((month) => others.every((months) => months.has(month))));
  }

  /** Takes away every file of a month but the one of this hash. */
  async dropOthers(table: TableName, month: string, hash: string): Promise<void> {
    const names = await readdir(this.folderOf(table));
    const old = names.filter((name) => name.startsWith(`${month}.`) && name !== `${month}.${hash}.ndjson`);
    for (const name of old) await rm(join(this.folderOf(table), name), { force: true });
  }

  /** What decided how the files were made; nothing before they were, and after `forget`. */
  shape(): Promise<string | undefined> {
    return readIfThere(join(this.#folder, 'shape'));
  }

  async setShape(shape: string): Promise<void> {
    await writeWhole(join(this.#folder, 'shape'), shape);
  }

  /** Has all of them made again. */
  async forget(): Promise<void> {
    await rm(join(this.#folder, 'shape'), { force: true });
  }

  /** Takes every month away, when others decide how they are made. */
  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
