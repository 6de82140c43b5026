import type { Table } from '../registry/table.ts';
import type { Partition } from './input-file.ts';
import type { LakeDoor } from './lake-door.ts';
import type { ReadTable } from './read-table.ts';
import { isIncremental } from './refresh.ts';
import type { BaseTable, TableInput } from './take-in-messages.ts';

/** What decides how a table that was read is taken in. */
export interface InputRules {
  readonly published: ReturnType<LakeDoor['published']>;
  readonly acceptSchema: boolean;
}

/** A table that was read, as the take-in process wants it. */
export const tableInput = (
  { table, files, deletes, gone, mode, refresh, measure }: ReadTable,
  { published, acceptSchema }: InputRules,
): TableInput => {
  const { id, name, primaryKey, options } = table;
  const base = baseOf(id, published);
  return {
    id,
    name,
    files,
    primaryKey,
    mode,
    measure,
    standsAlone: refresh.isForced,
    lastWins: isIncremental(table) && primaryKey.length > 0,
    // Whoever chose other columns, or another key, has accepted what comes of it.
    acceptSchema: acceptSchema || refresh.isNew,
    onSchemaChange: options.on_schema_change ?? 'evolve',
    onTypeError: options.on_type_error ?? 'evolve',
    ...(deletes && { deletes }),
    ...(gone && { gone }),
    ...(base && { base }),
    ...(options.cursor_column && { cursorColumn: options.cursor_column }),
    ...(options.columns && { columns: options.columns }),
    ...partitionOf(table),
  };
};

const baseOf = (id: string, published: InputRules['published']): BaseTable | undefined => {
  const found = published.find((table) => table.id === id);
  if (!found) return undefined;
  const parts = found.parts.map(({ relativePath, part, rows, sizeBytes, sha256, md5 }) => ({
    path: relativePath,
    part,
    rows,
    sizeBytes,
    sha256,
    md5,
  }));
  return { parts, ...(found.schema && { columns: found.schema }) };
};

const partitionOf = ({
  options: { partition_by, partition_granularity },
}: Table): { readonly partition?: Partition } =>
  partition_by
    ? {
        partition: {
          column: partition_by,
          ...(partition_granularity && { granularity: partition_granularity }),
        },
      }
    : {};
