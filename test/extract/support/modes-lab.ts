import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Column } from '@agnes/sdk';
import type { ExecutionContext } from 'ava';
import type { InputFile } from '../../../host/extract/input-file.ts';
import type {
  BaseTable,
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

/** What a read of the table `orders` brings; what is left out is as a table without options has it. */
export interface Read extends Partial<Omit<TableInput, 'deletes' | 'files'>> {
  readonly rows?: readonly Readonly<Record<string, unknown>>[];
  readonly deletes?: readonly Readonly<Record<string, unknown>>[];
  readonly files?: readonly InputFile[];
  /** Absent: those of `orders`. */
  readonly types?: readonly Column[];
}

const orderColumns: readonly Column[] = [
  { name: 'id', type: 'BIGINT' },
  { name: 'v', type: 'VARCHAR' },
  { name: 'day', type: 'DATE' },
  { name: 'seq', type: 'BIGINT' },
];

/** The table `orders`, taken in and published again and again, in this process. */
export const modesLab = async (t: ExecutionContext) => {
  const folder = await tempFolder(t);
  const [inputs, scratch, extractDir] = ['inputs', 'scratch', 'extract'].map((name) => join(folder, name));
  if (!inputs || !scratch || !extractDir) throw new Error('no folders');
  for (const path of [inputs, scratch, extractDir]) await mkdir(path);
  const request: StageRequest = {
    command: 'stage',
    scratch,
    extractDir,
    allowedPaths: [inputs],
    tables: [],
    limits: takeInLimits,
  };
  let base: BaseTable | undefined;
  let count = 0;
  const write = async (name: string, text: string, format: InputFile['format']): Promise<InputFile> => {
    count += 1;
    const path = join(inputs, `${count}-${name}`);
    await writeFile(path, text);
    return { path, format };
  };
  const lines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  /** What the host would ask for. */
  const input = async ({ rows, deletes, files, types = orderColumns, ...more }: Read): Promise<TableInput> => ({
    id: 'ORDERS',
    name: 'orders',
    primaryKey: ['id'],
    onTypeError: 'evolve',
    ...(base && { base }),
    files: files ?? (rows ? [await write('rows', lines(rows), { kind: 'rows', columns: types })] : []),
    ...(deletes && {
      deletes: await write('deletes', lines(deletes), {
        kind: 'rows',
        columns: [{ name: 'id', type: 'VARCHAR' }],
      }),
    }),
    ...more,
  });
  const stage = async (read: Read): Promise<TableStaged> => {
    using sandbox = await openSandbox({
      folders: [scratch, inputs, extractDir],
      temp: scratch,
      limits: takeInLimits,
    });
    return await stageTable(sandbox, await input(read), request);
  };
  const publication = (data: StagedData): PublishRequest => ({
    command: 'publish',
    extractDir,
    runId: `run-${count}`,
    tables: [{ id: 'ORDERS', name: 'orders', primaryKey: ['id'], extractedAt: 1, producedBy: 'x', data }],
    registered: ['ORDERS'],
    lastGood: [],
    limits: takeInLimits,
  });
  const publish = async (staged: TableStaged) => {
    const data = dataOf(staged);
    const [published] = await publishExtract(publication(data));
    if (!published) throw new Error('nothing was published');
    base = { parts: published.table.files, columns: data.columns };
    return { ...data, files: published.table.files, outcome: published.outcome };
  };
  return {
    extractDir,
    request,
    write,
    input,
    stage,
    publication,
    /** Takes a read in and publishes it. */
    read: async (read: Read) => publish(await stage(read)),
    /** Forgets what the host knows of the columns. */
    forgetColumns: () => {
      if (base) base = { parts: base.parts };
    },
    base: () => base?.parts ?? [],
    query: (sql: string) => plainRows(t, sql, join(extractDir, 'extract.duckdb')),
    /** Ids and values of all rows, in order. */
    all: async () =>
      (await plainRows(t, 'SELECT id, v FROM orders ORDER BY id', join(extractDir, 'extract.duckdb'))).map(
        ({ id, v }) => `${id}${v}`,
      ),
  };
};
