import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Column } from '@agnes/sdk';
import type { ExecutionContext } from 'ava';
import type { InputFile } from '../../../host/extract/input-file.ts';
import type {
  BaseTable,
  ExtractFile,
  PublishRequest,
  StagedData,
  StageRequest,
  TableInput,
  TableStaged,
} from '../../../host/extract/take-in-messages.ts';
import { takeInLimits } from '../../../host/extract/take-in-process.ts';
import { publishExtract } from '../../../host/extract/worker/publish-extract.ts';
import { openSandbox } from '../../../host/extract/worker/sandbox.ts';
import { stageTable } from '../../../host/extract/worker/stage-table.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { plainRows } from './plain-duckdb.ts';
import { dataOf } from './stage-lab.ts';

type Rows = readonly Readonly<Record<string, unknown>>[];

/** What a read of the table `orders` brings; what is left out is as a table without options has it. */
export interface Read extends Partial<Omit<TableInput, 'deletes' | 'files'>> {
  readonly rows?: Rows;
  readonly deletes?: Rows;
  /** A file with the keys of all rows that stay. */
  readonly keys?: InputFile;
  readonly files?: readonly InputFile[];
  /** Absent: those of `orders`. */
  readonly types?: readonly Column[];
}

/** A read that was published. */
interface Published extends StagedData {
  readonly files: readonly ExtractFile[];
  readonly outcome: 'published' | 'unchanged';
}

const orderColumns: readonly Column[] = [
  { name: 'id', type: 'BIGINT' },
  { name: 'v', type: 'VARCHAR' },
  { name: 'day', type: 'DATE' },
  { name: 'seq', type: 'BIGINT' },
];

/** A row of `orders`. */
export const order = (id: number, more: Readonly<Record<string, unknown>> = {}) => ({
  id,
  v: 'a',
  seq: 1,
  day: '2027-01-01',
  ...more,
});

const linesOf = (rows: Rows): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** The table `orders`, taken in and published again and again, in this process. */
export class ModesLab {
  readonly extractDir: string;
  readonly request: StageRequest;
  readonly #t: ExecutionContext;
  readonly #inputs: string;
  #base: BaseTable | undefined;
  #count = 0;

  constructor(t: ExecutionContext, folder: string) {
    this.#t = t;
    this.#inputs = join(folder, 'inputs');
    this.extractDir = join(folder, 'extract');
    this.request = {
      command: 'stage',
      scratch: join(folder, 'scratch'),
      extractDir: this.extractDir,
      allowedPaths: [this.#inputs],
      tables: [],
      limits: takeInLimits,
    };
  }

  /** Published files. */
  get base(): readonly ExtractFile[] {
    return this.#base?.parts ?? [];
  }

  async write(name: string, text: string, format: InputFile['format']): Promise<InputFile> {
    this.#count += 1;
    const path = join(this.#inputs, `${this.#count}-${name}`);
    await writeFile(path, text);
    return { path, format };
  }

  /** What the host would ask for. */
  async input({
    rows,
    deletes,
    keys: stay,
    files,
    types = orderColumns,
    ...more
  }: Read): Promise<TableInput> {
    const keys = { kind: 'rows', columns: [{ name: 'id', type: 'VARCHAR' }] } as const;
    const written = rows ? [await this.write('rows', linesOf(rows), { kind: 'rows', columns: types })] : [];
    return {
      id: 'ORDERS',
      name: 'orders',
      primaryKey: ['id'],
      onTypeError: 'evolve',
      ...(this.#base && { base: this.#base }),
      files: files ?? written,
      ...(deletes && { deletes: await this.write('deletes', linesOf(deletes), keys) }),
      ...(stay && { deletes: { ...stay, stays: true } }),
      ...more,
    };
  }

  async stage(read: Read): Promise<TableStaged> {
    const { scratch } = this.request;
    using sandbox = await openSandbox({
      folders: [scratch, this.#inputs, this.extractDir],
      temp: scratch,
      limits: takeInLimits,
    });
    return await stageTable(sandbox, await this.input(read), this.request);
  }

  publication(data: StagedData): PublishRequest {
    return {
      command: 'publish',
      extractDir: this.extractDir,
      runId: `run-${this.#count}`,
      tables: [{ id: 'ORDERS', name: 'orders', primaryKey: ['id'], extractedAt: 1, producedBy: 'x', data }],
      registered: [{ id: 'ORDERS', name: 'orders' }],
      lastGood: [],
      limits: takeInLimits,
    };
  }

  /** Takes a read in and publishes it. */
  async read(read: Read): Promise<Published> {
    const data = dataOf(await this.stage(read));
    const [published] = await publishExtract(this.publication(data));
    if (!published) throw new Error('nothing was published');
    const { files } = published.table;
    this.#base = { parts: files, columns: data.columns };
    return { ...data, files, outcome: published.outcome };
  }

  /** Forgets what the host knows of the columns. */
  forgetColumns(): void {
    this.#base = { parts: this.base };
  }

  query(sql: string): Promise<Rows> {
    return plainRows(this.#t, sql, join(this.extractDir, 'extract.duckdb'));
  }

  /** Ids and values of all rows, in order. */
  async all(): Promise<readonly string[]> {
    return (await this.query('SELECT id, v FROM orders ORDER BY id')).map((row) => `${row['id']}${row['v']}`);
  }
}

/** A lab with empty folders. */
export const modesLab = async (t: ExecutionContext): Promise<ModesLab> => {
  const folder = await tempFolder(t);
  for (const name of ['inputs', 'scratch', 'extract']) await mkdir(join(folder, name));
  return new ModesLab(t, folder);
};
