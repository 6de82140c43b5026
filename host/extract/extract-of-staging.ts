import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Table } from '../registry/table.ts';
import { rowOfExtractRefused, stagedExtractUnreadable } from './extract-errors.ts';
import type { InputFile } from './input-file.ts';
import { reasonOf } from './outcome.ts';
import { readExtractDir } from './read-extract-dir.ts';
import type { ExtractContent, TableRead } from './read-messages.ts';
import type { SourceTask } from './source-run.ts';

interface Unfilled {
  readonly table: Table;
  readonly files: readonly InputFile[];
  /** Where the connector left its extract; absent: the files are known already. */
  readonly extract?: string;
}

/** Fills in the files of all tables that are in extracts. */
export const filesOfExtracts = async <T extends Unfilled>(
  task: SourceTask,
  read: readonly T[],
): Promise<readonly T[]> => {
  const filled: T[] = [];
  for (const [extract, some] of Map.groupBy(read, (one) => one.extract)) {
    filled.push(...(extract === undefined ? some : await filesOfExtract(task, some, extract)));
  }
  return filled;
};

/**
 * Fills in the files of tables that a connector left in an extract of its own. It is read like anybody's; what became
 * of a table is what its `_meta` says and its files prove. Tables that are not in it are settled as failed.
 */
const filesOfExtract = async <T extends Unfilled>(
  task: SourceTask,
  read: readonly T[],
  staging: string,
): Promise<readonly T[]> => {
  const folder = await realpath(staging);
  const extract = await readExtractDir(folder);
  if (extract.state !== 'read') {
    const why = extract.state === 'absent' ? 'it left no extract.duckdb' : extract.why;
    for (const { table } of read) task.outcomes.fail(table, reasonOf(stagedExtractUnreadable({ why })));
    return [];
  }
  return read.flatMap((one) => {
    const found = rowOf(extract.tables, one.table);
    if (found) return [{ ...one, files: filesOf(found, folder) }];
    const why = whyNot(extract, one.table);
    task.outcomes.fail(one.table, reasonOf(rowOfExtractRefused({ table: one.table.name, why })));
    return [];
  });
};

const rowOf = <R extends { readonly name: string }>(rows: readonly R[], { name }: Table): R | undefined =>
  rows.find((row) => row.name.toLowerCase() === name.toLowerCase());

const filesOf = ({ files }: TableRead, folder: string): readonly InputFile[] =>
  files.map(({ path }) => ({ path: join(folder, path), format: { kind: 'parquet' } }));

const whyNot = ({ refused, remote }: ExtractContent, table: Table): string => {
  const fault = rowOf(refused, table);
  if (fault) return `${fault.why} (${fault.code})`;
  return rowOf(remote, table) ? 'its extract says it is remote' : 'its extract has no row of this name';
};
