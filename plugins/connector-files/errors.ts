import { defineError } from '@agnes/sdk/errors';

/** The folder is not there. */
export const folderMissing = defineError<{ folder: string }>({
  code: 'folder_missing',
  kind: 'not_found',
  message: ({ folder }) => `The folder "${folder}" is not there.`,
  hint: 'Correct the location of the source, or mount the folder.',
});

/** The folder, or a file in it, cannot be read. */
export const folderUnreadable = defineError<{ folder: string; reason: string }>({
  code: 'folder_unreadable',
  kind: 'unavailable',
  message: ({ folder, reason }) => `The folder "${folder}" cannot be read: ${reason}`,
  hint: 'Give the user that runs the host the right to read it.',
});

/** A file is not what its format says, or not as the settings say. */
export const fileMalformed = defineError<{ file: string; reason: string }>({
  code: 'file_malformed',
  kind: 'invalid',
  message: ({ file, reason }) => `"${file}" cannot be read: ${reason}`,
  hint: 'Correct the file, or the settings that say how it is read.',
});

/** No file belongs to the table. */
export const noFiles = defineError<{ table: string; sourceTable: string; location: string }>({
  code: 'no_files',
  kind: 'not_found',
  message: ({ table, sourceTable, location }) =>
    `No file below "${location}" belongs to the table "${table}", which reads "${sourceTable}".`,
  hint: 'Correct the source table, or set allow_empty and name the columns under types.',
});

/** The registry does not say which files the table reads. */
export const sourceTableMissing = defineError<{ table: string }>({
  code: 'source_table_missing',
  kind: 'invalid',
  message: ({ table }) => `The table "${table}" does not say which files it reads.`,
  hint: 'Set its source table to a file, a folder or a pattern below the location.',
});

/** A file is of no known format. */
export const formatUnknown = defineError<{ file: string }>({
  code: 'format_unknown',
  kind: 'invalid',
  message: ({ file }) => `The extension of "${file}" does not say how to read it.`,
  hint: 'Set format, or use the extension csv, tsv, json, ndjson, parquet or xlsx.',
});

/** The files of a run are larger than they may be. */
export const tooManyBytes = defineError<{ bytes: number; limit: number }>({
  code: 'budget_exceeded',
  kind: 'too_large',
  message: ({ bytes, limit }) =>
    `The files of this run have ${bytes} bytes or more, and ${limit} are allowed.`,
  hint: 'Raise max_bytes, or read fewer files at a time.',
});

/** An address answers that there is no such file. */
export const fileMissing = defineError<{ url: string; status: number }>({
  code: 'file_missing',
  kind: 'not_found',
  message: ({ url, status }) => `"${url}" is not there (status ${status}).`,
  hint: 'Correct urls.',
});
