import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlannedTable, ReadContext } from '@agnes/sdk/connector';
import { isPlatformError } from '@agnes/sdk/errors';
import { kindOf, needsDuckDb } from '../file-format.ts';
import type { Landed, Landing } from '../run.ts';
import type { Settings } from '../settings.ts';
import { failureOf } from './failure.ts';
import type { OpenDuckDb } from './open.ts';
import { quotePath, quoteText } from './quote.ts';
import { textSelect } from './text-select.ts';
import { workbookSelect } from './workbook.ts';

type File = Parameters<Landing['land']>[0];

/** Copies below `data/` in staging: workbooks and parquet as parquet, text as text. What the host reads itself stays where it is. */
export class Copies implements Landing {
  readonly #duckdb: OpenDuckDb;
  readonly #context: ReadContext<Settings>;

  constructor(duckdb: OpenDuckDb, context: ReadContext<Settings>) {
    this.#duckdb = duckdb;
    this.#context = context;
  }

  /** One file of a table. */
  async land(file: File, table: PlannedTable): Promise<Landed> {
    const { config, signal, staging = '' } = this.#context;
    if (!needsDuckDb(file.name, config)) return { path: file.path, notices: [] };
    const folder = join(staging, 'data', table.name);
    await mkdir(folder, { recursive: true });
    const stem = join(folder, createHash('sha256').update(file.name).digest('hex').slice(0, 16));
    try {
      const { sql, options, ending, notices = [] } = await this.#select(file, table);
      const path = `${stem}.${ending}`;
      // An object without a byte has no columns to copy; the host knows what such a file means.
      if (file.bytes === 0) await writeFile(path, '');
      else await this.#duckdb.connection.run(`COPY (${sql}) TO ${quoteText(path)} (${options})`);
      return { path, notices };
    } catch (error) {
      signal.throwIfAborted();
      throw isPlatformError(error) ? error : failureOf(file.name, error);
    }
  }

  async #select(file: File, table: PlannedTable): Promise<Copy> {
    const { config } = this.#context;
    const { name, path } = file;
    const { connection, noWorkbooks } = this.#duckdb;
    const kind = kindOf(name, config);
    if (kind === 'xlsx') {
      if (noWorkbooks !== undefined) throw noWorkbooks;
      return { ...asParquet, ...(await workbookSelect(connection, { name, path, config, table })) };
    }
    if (kind === 'parquet') return { ...asParquet, sql: `FROM read_parquet(${quotePath(path)})` };
    const ending = kind === 'csv' ? 'csv.zst' : 'ndjson.zst';
    if (file.bytes === 0) return { sql: '', options: '', ending };
    const { sql, options } = await textSelect(connection, { name, path, kind, config });
    return { sql, options: `${options}, ${packed}`, ending };
  }
}

/** What is copied, and as what. */
interface Copy {
  readonly sql: string;
  readonly options: string;
  readonly ending: string;
  readonly notices?: Landed['notices'];
}

const packed = 'COMPRESSION zstd, USE_TMP_FILE false';
const asParquet = { options: `FORMAT parquet, ${packed}`, ending: 'parquet' };
