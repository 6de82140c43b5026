import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlannedTable, ReadContext } from '@agnes/sdk/connector';
import { csvOptions, kindOf, needsDuckDb } from '../file-format.ts';
import type { Landed, Landing } from '../run.ts';
import type { Settings } from '../settings.ts';
import { failureOf } from './failure.ts';
import type { OpenDuckDb } from './open.ts';
import { quoteIdent, quoteOptions, quotePath, quoteText } from './quote.ts';
import { workbookSelect } from './workbook.ts';

type File = Parameters<Landing['land']>[0];

/** Turns files into parquet below `data/` in staging. What the host reads itself stays as it is. */
export class Parquets implements Landing {
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
    const path = join(folder, `${createHash('sha256').update(file.name).digest('hex').slice(0, 16)}.parquet`);
    try {
      const { sql, notices } = await this.#select(file, table);
      const options = 'FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false';
      await this.#duckdb.connection.run(`COPY (${sql}) TO ${quoteText(path)} (${options})`);
      return { path, notices };
    } catch (error) {
      signal.throwIfAborted();
      throw error === this.#duckdb.noWorkbooks ? error : failureOf(file.name, error);
    }
  }

  async #select({ name, path }: File, table: PlannedTable) {
    const { config } = this.#context;
    const kind = kindOf(name, config);
    if (kind === 'xlsx') {
      if (this.#duckdb.noWorkbooks !== undefined) throw this.#duckdb.noWorkbooks;
      return workbookSelect(this.#duckdb.connection, { name, path, config, table });
    }
    const from = quotePath(path);
    if (kind === 'parquet') return { sql: `FROM read_parquet(${from})`, notices: [] };
    if (kind === 'csv') return { sql: await this.#csv(name, from), notices: [] };
    const format = kind === 'ndjson' ? 'newline_delimited' : 'auto';
    return { sql: `FROM read_json(${from}, format = '${format}')`, notices: [] };
  }

  async #csv(name: string, from: string): Promise<string> {
    const { all_text: isText = false, types = {}, ...rest } = this.#context.config;
    const { delimiter, ...csv } = csvOptions(name, rest);
    const options = quoteOptions({ delim: delimiter, ...csv, ...(isText && { all_varchar: true }) });
    const read = `FROM read_csv(${from}${options}`;
    if (Object.keys(types).length === 0) return `${read})`;
    const reader = await this.#duckdb.connection.runAndReadAll(`DESCRIBE ${read})`);
    // By the names of this file: one that it does not have is refused.
    const named = reader.getRows().flatMap(([column]) => {
      const wanted = Object.entries(types).find(
        ([one]) => one.toLowerCase() === String(column).toLowerCase(),
      );
      return wanted ? [`${quoteIdent(String(column))}: ${quoteText(wanted[1])}`] : [];
    });
    return named.length === 0 ? `${read})` : `${read}, types = {${named.join(', ')}})`;
  }
}
