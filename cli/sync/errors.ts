import { defineError } from '@agnes/sdk/errors';

/** Another sync works on this workspace. */
export const syncRunning = defineError<{ pid: number; path: string }>({
  code: 'sync_running',
  kind: 'internal',
  message: ({ pid }) => `Another sync of this workspace is running (process ${pid}).`,
  hint: ({ path }) => `Wait for it. If there is no such process, delete ${path}.`,
});

/** The workspace holds the tables of another server. */
export const otherServer = defineError<{ server: string; synced_from: string }>({
  code: 'other_server',
  kind: 'bad_request',
  message: ({ server, synced_from }) => `This workspace holds tables of ${synced_from}, not of ${server}.`,
  hint: ({ synced_from }) => `Use another folder with --workspace, or --server ${synced_from}.`,
});

/** The disk has no room for what would come. */
export const diskFull = defineError<{ needed_bytes: number; free_bytes: number }>({
  code: 'disk_full',
  kind: 'internal',
  message: ({ needed_bytes, free_bytes }) => `${needed_bytes} bytes are needed, ${free_bytes} are free.`,
  hint: 'Free some space, choose another folder with --workspace, or sync single tables with --table.',
});

/** `--table` names something the manifest does not list. */
export const tableNotListed = defineError<{ table: string }>({
  code: 'table_not_listed',
  kind: 'not_found',
  message: ({ table }) => `There is no table "${table}" among those you may read.`,
  hint: 'See them with: agnes status',
});

/** The manifest says something about a table that cannot be acted on. */
export const badEntry = defineError<{ table: string; reason: string }>({
  code: 'bad_manifest_entry',
  kind: 'unavailable',
  message: ({ table, reason }) => `The manifest entry of "${table}" cannot be used: ${reason}.`,
  hint: 'Report it to an administrator of the server.',
});

/** What arrived is not what the server promised. */
export const digestMismatch = defineError<{ table: string; expected: string; received: string }>({
  code: 'digest_mismatch',
  kind: 'unavailable',
  message: ({ table, expected, received }) => `"${table}" arrived as ${received}, promised was ${expected}.`,
  hint: 'The copy you had is untouched. Run the sync again; if it stays, report it to an administrator.',
});

/** The file at the server is a newer one than the manifest lists. Told only when it happens twice. */
export const fileChanged = defineError<{ table: string; expected: string; received: string }>({
  code: 'file_changed',
  kind: 'unavailable',
  message: ({ table, expected, received }) =>
    `"${table}" is ${received} at the server, listed is ${expected}.`,
  hint: 'The table changes faster than it is read. Run the sync again.',
});

/** A range was asked for and the server sent something else. Told only when it keeps doing so. */
export const rangeRefused = defineError<{ table: string; reason: string }>({
  code: 'range_refused',
  kind: 'unavailable',
  message: ({ table, reason }) => `The download of "${table}" cannot go on: ${reason}.`,
  hint: 'Run the sync again; it starts this file from the beginning.',
});

/** A view could not be made. */
export const viewFailed = defineError<{ table: string; reason: string }>({
  code: 'view_failed',
  kind: 'internal',
  message: ({ table, reason }) => `The view "${table}" could not be made: ${reason}`,
  hint: 'If the file of a table is damaged, delete it under server/parquet and run the sync again; a snapshot comes anew with: agnes snapshot refresh NAME',
});

/** The local database cannot be opened at all. */
export const databaseBroken = defineError<{ path: string; reason: string }>({
  code: 'local_database_broken',
  kind: 'internal',
  message: ({ path, reason }) => `${path} cannot be opened: ${reason}`,
  hint: 'Move the file away and run the sync again; it only holds views and what you made yourself.',
});

/** Some tables came, others did not. */
export const syncIncomplete = defineError<{ failed: number }>({
  code: 'sync_incomplete',
  kind: 'internal',
  message: ({ failed }) => (failed === 1 ? 'One thing failed.' : `${failed} things failed.`),
  hint: 'Run the sync again; what has arrived stays.',
});

/** What leads elsewhere is not followed. */
export const profilesFolderUnsafe = defineError<{ path: string }>({
  code: 'profiles_folder_unsafe',
  kind: 'internal',
  message: ({ path }) =>
    `"${path}" is a link or a file: profiles are written into a folder of the workspace only.`,
  hint: 'Put a folder in its place.',
});
