import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlatformError } from '@agnes/sdk';
import type { Table } from '../registry/table.ts';
import { rowOfExtractRefused, stagedExtractUnreadable } from './extract-errors.ts';
import type { InputFile } from './input-file.ts';
import { reasonOf } from './outcome.ts';
import { readExtractDir } from './read-extract-dir.ts';
import type { ExtractContent, ExtractRead, TableRead } from './read-messages.ts';
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
  return read.flatMap((one) => {
    const found = rowInExtract(extract, one.table.name);
    if ('files' in found) return [{ ...one, files: filesOf(found, folder) }];
    task.outcomes.fail(one.table, reasonOf(found));
    return [];
  });
};

/** What an extract holds of a table, or why a host takes nothing. */
export const rowInExtract = (extract: ExtractRead, name: string): TableRead | PlatformError => {
  if (extract.state === 'absent') return stagedExtractUnreadable({ why: 'it left no extract.duckdb' });
  if (extract.state === 'unreadable') return stagedExtractUnreadable({ why: extract.why });
  return rowOf(extract.tables, name) ?? rowOfExtractRefused({ table: name, why: whyNot(extract, name) });
};

const rowOf = <R extends { readonly name: string }>(rows: readonly R[], name: string): R | undefined =>
  rows.find((row) => row.name.toLowerCase() === name.toLowerCase());

const filesOf = ({ files }: TableRead, folder: string): readonly InputFile[] =>
  files.map(({ path }) => ({ path: join(folder, path), format: { kind: 'parquet' } }));

const whyNot = ({ refused, remote }: ExtractContent, name: string): string => {
  const fault = rowOf(refused, name);
  if (fault) return `${fault.why} (${fault.code})`;
  return rowOf(remote, name) ? 'its extract says it is remote' : 'its extract has no row of this name';
};
