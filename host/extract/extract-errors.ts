import { defineError } from '@agnes/sdk/errors';

/** The extract of a source that nobody reads is not there, or cannot be read. */
export const localFailed = defineError<{ source: string; table: string; why: string }>({
  code: 'extract_unreadable',
  kind: 'upstream',
  message: ({ source, table, why }) => `"${table}" is what somebody writes to extracts/${source}: ${why}`,
  hint: 'Have its extract written again; see docs/extract-contract.md. The last good data stays.',
});

/** A registered table that its extract does not hold. */
export const notInLocalExtract = defineError<{ source: string; table: string }>({
  code: 'not_in_extract',
  kind: 'not_found',
  message: ({ source, table }) => `The extract in extracts/${source} holds no table "${table}".`,
  hint: 'Have it written by whoever writes that extract, or unregister the table.',
});

/** A connector that writes an extract left none, or none that can be read. */
export const stagedExtractUnreadable = defineError<{ why: string }>({
  code: 'extract_unreadable',
  kind: 'internal',
  message: ({ why }) => `The extract of the connector cannot be read: ${why}.`,
  hint: 'Report this to the author of the plugin, with the log of the run.',
});

/** A connector's extract does not hold what it should. */
export const rowOfExtractRefused = defineError<{ table: string; why: string }>({
  code: 'row_refused',
  kind: 'internal',
  message: ({ table, why }) => `The connector's extract does not give "${table}": ${why}.`,
  hint: 'Report this to the author of the plugin; see docs/extract-contract.md.',
});

/** A connector wants to load what this instance does not allow. */
export const extensionNotAllowed = defineError<{ plugin: string; extension: string }>({
  code: 'extension_not_allowed',
  kind: 'forbidden',
  message: ({ plugin, extension }) =>
    `"${plugin}" loads the DuckDB extension "${extension}", which is not allowed here.`,
  hint: 'Add it to AGNES_REMOTE_ATTACH_EXTENSIONS, or disable the plugin.',
});

/** There is nothing to ask: no connector belongs to the source. */
export const localHasNoConnector = defineError<{ source: string }>({
  code: 'no_connector',
  kind: 'conflict',
  message: ({ source }) => `"${source}" is read from its folder; there is nothing to test or to list.`,
  hint: 'Put tables into its extract.duckdb; see docs/extract-contract.md.',
});

/** Files of one table that have to have the same columns. */
export const filesDiffer = defineError<{ file: string; has: string; wanted: string }>({
  code: 'files_differ',
  kind: 'invalid',
  message: ({ file, has, wanted }) =>
    `"${file}" has the columns ${has}, and the files before it have ${wanted}.`.slice(0, 2_000),
  hint: 'Correct the file, or set union_by_name to true, so that a column may be missing in some files.',
});
