import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { failureOf } from '@agnes/sdk/extract';
import { rowInExtract } from '../../extract/extract-of-staging.ts';
import { readExtractDir } from '../../extract/read-extract-dir.ts';
import type { ExtractRead } from '../../extract/read-messages.ts';
import type { ConnectorOutcome } from '../../kernel/connector-run-order.ts';
import type { StagedFile } from '../../kernel/staged-file.ts';
import { parquetRows } from './parquet-rows.ts';

/** What was asked for, and where the run has left what. */
interface Left {
  readonly plans: readonly { readonly id: string; readonly name: string }[];
  readonly staging: string;
}

type TableOutcome = ConnectorOutcome['tables'][number];

/** What a run has brought. */
interface Brought {
  readonly outcome: ConnectorOutcome;
  /** What a connector of the runtime `duckdb` wrote, as a host reads it. */
  readonly extract?: ExtractRead;
}

/** Looks into the extract that a connector of the runtime `duckdb` has left, as a host does. */
export const writtenExtract = async (outcome: ConnectorOutcome, left: Left): Promise<Brought> => {
  if (!outcome.tables.some(isInExtract)) return { outcome };
  const extract = await readExtractDir(await realpath(left.staging));
  const tables = outcome.tables.map((table) => (isInExtract(table) ? foundIn(extract, table, left) : table));
  return { outcome: { ...outcome, tables }, extract };
};

/** The same with the rows of parquet files in a form that the rules compare, in files below `work`. */
export const withRows = async (outcome: ConnectorOutcome, work: string): Promise<ConnectorOutcome> => {
  const tables = outcome.tables.map(async (table) =>
    table.status === 'read' ? { ...table, files: await rowFiles(table.files, work) } : table,
  );
  return { ...outcome, tables: await Promise.all(tables) };
};

/** A table about which it has said nothing. */
const isInExtract = (table: TableOutcome): boolean =>
  table.status === 'read' && table.mode === 'replace' && table.files.length === 0;

const foundIn = (extract: ExtractRead, table: TableOutcome, { plans, staging }: Left): TableOutcome => {
  const { id } = table;
  const found = rowInExtract(extract, plans.find((plan) => plan.id === id)?.name ?? id);
  if (!('files' in found)) return { id, status: 'failed', error: failureOf(found) };
  const files = found.files.map(({ path }) => ({ path: join(staging, path), format: parquet }));
  return { id, status: 'read', mode: 'replace', files };
};

const parquet = { kind: 'parquet' } as const;

const rowFiles = async (files: readonly StagedFile[], work: string): Promise<readonly StagedFile[]> => {
  const isParquet = ({ format }: StagedFile): boolean => format.kind === parquet.kind;
  const paths = files.filter(isParquet).map(({ path }) => path);
  if (paths.length === 0) return files;
  return [...files.filter((file) => !isParquet(file)), await parquetRows(paths, work)];
};
