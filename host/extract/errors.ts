import { defineError } from '@agnes/sdk/errors';
import type { SchemaChange } from './schema-change.ts';

/** A table was handed over without a single file. */
export const noFiles = defineError<{ table: string }>({
  code: 'no_files',
  kind: 'invalid',
  message: ({ table }) => `The source named no file for the table "${table}".`,
  hint: 'Check the location and the pattern of the table; an empty table still needs a file with its columns.',
});

/** Every file of a table is zero bytes long, so not even its columns are known. */
export const emptyFiles = defineError<{ file: string }>({
  code: 'empty_file',
  kind: 'invalid',
  message: ({ file }) => `"${file}" is empty: it does not even name its columns.`,
  hint: 'Put the file back with at least its header line, then run the source again.',
});

/** A connector named a file it may not hand over. */
export const fileRefused = defineError<{ file: string; why: string }>({
  code: 'file_refused',
  kind: 'forbidden',
  message: ({ file, why }) => `"${file}" is not taken in: it ${why}.`,
  hint: 'Name regular files in the staging folder or below the granted location; links are not followed out of it.',
});

/** The name cannot be a view and a file name. */
export const badTableName = defineError<{ table: string }>({
  code: 'bad_name',
  kind: 'invalid',
  message: ({ table }) =>
    `"${table}" cannot be published: a table name is a letter or "_" and up to 63 letters, digits or "_".`,
  hint: 'Rename the table.',
});

/** A connector declared a column type the host does not put into SQL. */
export const badColumnType = defineError<{ column: string; type: string }>({
  code: 'bad_column_type',
  kind: 'invalid',
  message: ({ column, type }) => `The column "${column}" has the unknown type "${type}".`,
  hint: 'Use a type of the list in docs/plugins.md.',
});

/** A csv option the host does not know. */
export const badCsvOption = defineError<{ option: string }>({
  code: 'bad_csv_option',
  kind: 'invalid',
  message: ({ option }) => `"${option}" is not an option of csv files.`,
  hint: 'Known are delimiter, header, quote, escape, nullstr, new_line, skip, encoding and sample_size.',
});

/** A value or a line that does not fit, with its place. */
export const badRow = defineError<{ file: string; line: number; reason: string }>({
  code: 'bad_row',
  kind: 'invalid',
  message: ({ file, line, reason }) => `${file}, line ${line}: ${reason}`,
  hint: 'Correct that line, or set the type of the column (or "all_text") in the settings of the source.',
});

/** An input that is not what its name says. */
export const unreadableInput = defineError<{ reason: string }>({
  code: 'unreadable_input',
  kind: 'invalid',
  message: ({ reason }) => reason,
  hint: 'Open the file by hand: it is damaged, or not of the format its name says.',
});

/** A csv file in which no two columns could be told apart although its header has several. */
export const csvNotUnderstood = defineError<{ file: string; header: string }>({
  code: 'csv_not_understood',
  kind: 'invalid',
  message: ({ file, header }) =>
    `${file}: the lines do not have the columns its first line promises (${header}).`,
  hint: 'Set delimiter, quote and escape under "csv" of the source.',
});

/** The key of a table is not a column of it. */
export const keyMissing = defineError<{ column: string }>({
  code: 'missing_key',
  kind: 'invalid',
  message: ({ column }) => `The key column "${column}" is not in the data.`,
  hint: 'Correct the primary key of the table.',
});

/** A row without its key. */
export const keyNull = defineError<{ rows: number; columns: readonly string[] }>({
  code: 'null_key',
  kind: 'invalid',
  message: ({ rows, columns }) => `${rows} rows have no value in the key (${columns.join(', ')}).`,
  hint: 'Correct the source, or the primary key of the table.',
});

/** Two rows with the same key. */
export const keyDuplicate = defineError<{ keys: number; columns: readonly string[] }>({
  code: 'duplicate_key',
  kind: 'invalid',
  message: ({ keys, columns }) => `${keys} values of the key (${columns.join(', ')}) occur more than once.`,
  hint: 'Correct the source, or the primary key of the table.',
});

/** What was written is not what was read back. */
export const rowsLost = defineError<{ table: string; written: number; read: number }>({
  code: 'rows_lost',
  kind: 'internal',
  message: ({ table, written, read }) => `"${table}": ${written} rows were written, ${read} are in the file.`,
  hint: 'Check the disk; the last good table stays published. Run the source again.',
});

/** The disk is full. */
export const diskFull = defineError({
  code: 'disk_full',
  kind: 'unavailable',
  message: () => 'There is no space left for the data of this run; what was published stays.',
  hint: 'Free space on the volume of DATA_DIR, then run the source again.',
});

/** The engine ran into its memory limit. */
export const outOfMemory = defineError({
  code: 'out_of_memory',
  kind: 'unavailable',
  message: () => 'Parsing needs more memory than a run may use.',
  hint: 'Split the files, or raise the memory limit of the plugin.',
});

/** The process that opens extracts could not do what it was asked. */
export const takeInFailed = defineError<{ reason: string }>({
  code: 'take_in_failed',
  kind: 'unavailable',
  message: ({ reason }) => `The data of this run was not published: ${reason}.`,
  hint: 'Check free space and access rights of DATA_DIR, then run the source again; the last good data stays.',
});

/** Parsing or publishing went on for longer than a source may take. */
export const takeInTimeout = defineError<{ what: string; timeoutMs: number }>({
  code: 'take_in_timeout',
  kind: 'timeout',
  message: ({ what, timeoutMs }) =>
    `Taking in ${what} was not done within ${Math.round(timeoutMs / 1000)} s.`,
  hint: 'Read fewer tables or rows at a time, or raise limits.timeoutSec of the source; the last good data stays.',
});

/** The columns of a table are others now, in a way that does not go on by itself. */
export const schemaDrift = defineError<{ table: string; reason: string; change: SchemaChange }>({
  code: 'schema_drift',
  kind: 'conflict',
  message: ({ table, reason }) => `The columns of "${table}" do not fit what is published: ${reason}.`,
  hint: 'Accept them with POST /api/sync/trigger {"tables": […], "accept_schema": true, "force": true}, or correct the source.',
});

/** The columns of a table are others now, and it is to keep those it has. */
export const schemaHeld = defineError<{ table: string; reason: string; change: SchemaChange }>({
  code: 'schema_drift',
  kind: 'conflict',
  message: ({ table, reason }) =>
    `The columns of "${table}" are frozen, and its source has others: ${reason}.`,
  hint: 'Accept them with POST /api/sync/trigger {"tables": […], "accept_schema": true}, or set on_schema_change of the table to "evolve" or "discard"; the last good data stays.',
});

/** What a merge starts from is damaged or gone. */
export const baseDamaged = defineError<{ table: string; file: string; why: string }>({
  code: 'base_damaged',
  kind: 'unavailable',
  message: ({ table, file, why }) =>
    `New rows of "${table}" have nothing to go to: the published file "${file}" ${why}.`,
  hint: 'Nothing to do: the next run reads the table whole. If it happens again, check the disk.',
});

/** A table would have more parts than a table may have. */
export const tooManyParts = defineError<{ table: string; parts: number; limit: number }>({
  code: 'too_many_partitions',
  kind: 'too_large',
  message: ({ table, parts, limit }) => `"${table}" would be in ${parts} parts; ${limit} are allowed.`,
  hint: 'Choose a coarser partition_granularity, or another column for partition_by.',
});

/** The column that cuts a table into parts is not in the data, or cannot cut it like that. */
export const partitionInvalid = defineError<{ table: string; column: string; reason: string }>({
  code: 'bad_partition',
  kind: 'invalid',
  message: ({ table, column, reason }) => `"${table}" cannot be cut by "${column}": ${reason}.`,
  hint: 'Correct partition_by and partition_granularity of the table.',
});

/** None of the columns that were asked for is in the data. */
export const noColumns = defineError<{ columns: readonly string[] }>({
  code: 'missing_columns',
  kind: 'invalid',
  message: ({ columns }) => `None of the columns that are taken (${columns.join(', ')}) is in the data.`,
  hint: 'Correct the list of columns of the table.',
});

/** A merge of a table without a key. */
export const mergeNeedsKey = defineError<{ table: string }>({
  code: 'merge_needs_key',
  kind: 'invalid',
  message: ({ table }) => `New rows of "${table}" cannot be merged: the table has no primary key.`,
  hint: 'Set the primary key of the table, or sync_strategy to "full_refresh".',
});
