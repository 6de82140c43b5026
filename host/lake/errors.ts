import { defineError } from '@agnes/sdk/errors';

/** A new generation lacks views that the old one has. */
export const viewsLost = defineError<{ views: readonly string[] }>({
  code: 'views_lost',
  kind: 'internal',
  message: ({ views }) =>
    `The new generation lacks the views ${views.map((name) => `"${name}"`).join(', ')}.`,
  hint: 'Nothing was published; check the disk, then run the source again.',
});

/** The new generation could not be built; readers keep the old one. */
export const rebuildFailed = defineError<{ reason: string }>({
  code: 'rebuild_failed',
  kind: 'unavailable',
  message: ({ reason }) => `The new generation could not be built: ${reason}`,
  hint: 'Readers keep the last generation. Check free space and the log, then run the source again.',
});

/** What is asked for cannot be an id. */
export const malformedTableId = defineError<{ table: string }>({
  code: 'table_not_found',
  kind: 'not_found',
  message: ({ table }) => `"${table}" is not the id of a table.`,
  hint: 'GET /api/catalog/tables lists the tables you may read.',
});

/** The table was never published, or this part of it does not exist. */
export const noFile = defineError<{ table: string }>({
  code: 'no_file',
  kind: 'not_found',
  message: ({ table }) => `The table "${table}" has no such file to download.`,
  hint: 'Run its source first; tables in parts are downloaded with ?part=, as the manifest lists them.',
});

/** The table may be queried, but its file never leaves the server. */
export const notDownloadable = defineError<{ table: string }>({
  code: 'not_downloadable',
  kind: 'forbidden',
  message: ({ table }) => `The table "${table}" is kept on the server.`,
  hint: 'Query it with POST /api/query.',
});

/** A generation that never was, or that is not remembered any more. */
export const generationNotFound = defineError<{ generation: number }>({
  code: 'generation_not_found',
  kind: 'not_found',
  message: ({ generation }) => `There is no generation ${generation} to compare with.`,
  hint: 'GET /api/admin/generations lists those that are remembered.',
});

/** The one file of a table in parts could not be made; clients download its parts. */
export const singleFailed = defineError<{ table: string; reason: string }>({
  code: 'single_failed',
  kind: 'unavailable',
  message: ({ table, reason }) => `The parts of "${table}" could not be joined into one file: ${reason}`,
  hint: 'Its parts are downloaded with ?part= all the same. Check free space and the log.',
});

/** A joined file does not hold what its parts hold. */
export const rowsLost = defineError<{ rows: number; expected: number }>({
  code: 'rows_lost',
  kind: 'internal',
  message: ({ rows, expected }) => `The joined file holds ${rows} rows instead of ${expected}.`,
  hint: 'Nothing was published; run the source of the table again.',
});

/** The table is in parts, and they have not been joined yet. */
export const notJoinedYet = defineError<{ table: string }>({
  code: 'no_file',
  kind: 'not_found',
  message: ({ table }) => `The table "${table}" is in parts that have not been joined into one file yet.`,
  hint: 'Download its parts with ?part=, as the manifest lists them, or try again in a few minutes.',
});
