import { defineError } from '@agnes/sdk/errors';

/** Settings name a folder that connectors may not read here. */
export const folderNotGranted = defineError<{ folder: string; reason: string }>({
  code: 'folder_not_granted',
  kind: 'invalid',
  message: ({ folder, reason }) => `The folder "${folder}" ${reason}.`,
  hint: 'Add it to files.roots in the instance configuration, or change the location of the source.',
});

/** No plugin offers this type of source. */
export const connectorMissing = defineError<{ source: string; type: string }>({
  code: 'connector_missing',
  kind: 'unavailable',
  message: ({ source, type }) =>
    `No enabled plugin has the connector "${type}" that the source "${source}" needs.`,
  hint: 'Install or repair the plugin: see "agnes admin plugin list".',
});

/** Somebody turned the source off. */
export const sourceDisabled = defineError<{ source: string }>({
  code: 'source_disabled',
  kind: 'conflict',
  message: ({ source }) => `The source "${source}" is disabled.`,
  hint: 'Enable it, then run it again.',
});

/** A table that belongs to no source cannot be read. */
export const noSource = defineError<{ table: string }>({
  code: 'no_source',
  kind: 'invalid',
  message: ({ table }) => `The table "${table}" belongs to no source.`,
  hint: 'Set its connection.',
});

/** Only local tables are read in runs. */
export const notLocal = defineError<{ table: string; mode: string }>({
  code: 'not_local',
  kind: 'conflict',
  message: ({ table, mode }) => `The table "${table}" is ${mode}: there is nothing to read in a run.`,
  hint: 'Run local tables only.',
});

/** The connector of a table runs no queries at its source. */
export const notMaterializable = defineError<{ table: string; type: string }>({
  code: 'not_materializable',
  kind: 'unavailable',
  message: ({ table, type }) =>
    `The table "${table}" is filled by a query, and the connector "${type}" runs none at its source.`,
  hint: 'Register what it reads as local tables, or unregister it.',
});

/** The schedule of a table cannot be read. */
export const badSchedule = defineError<{ table: string; schedule: string }>({
  code: 'bad_schedule',
  kind: 'invalid',
  message: ({ table, schedule }) => `The schedule "${schedule}" of the table "${table}" cannot be read.`,
  hint: 'Use "every <N>m", "every <N>h" or "daily HH:MM[,HH:MM]".',
});

/** A plugin took the table out of the plan. */
export const leftOut = defineError<{ table: string }>({
  code: 'left_out',
  kind: 'forbidden',
  message: ({ table }) => `A plugin left the table "${table}" out of this run.`,
  hint: 'See the settings of the plugins that tap beforeExtract.',
});

/** A connector keeps what was never published. */
export const nothingToKeep = defineError<{ table: string }>({
  code: 'nothing_to_keep',
  kind: 'internal',
  message: ({ table }) => `The connector says "${table}" is unchanged, but nothing of it is published.`,
  hint: 'Run it with "force": true; report this to the author of the plugin.',
});

/** More rows than the plan allows. */
export const tooManyRows = defineError<{ table: string; rows: number; limit: number }>({
  code: 'too_many_rows',
  kind: 'too_large',
  message: ({ table, rows, limit }) => `The table "${table}" has ${rows} rows; this run may bring ${limit}.`,
  hint: 'Read less, or raise the limit of the plugin that set it.',
});

/** A plugin does not let the table be published. */
export const heldBack = defineError<{ table: string; findings: string }>({
  code: 'held_back',
  kind: 'conflict',
  message: ({ table, findings }) => `The table "${table}" was read but is held back: ${findings}`,
  hint: 'Correct the source or the settings of the plugin that is named, then run it again; the last good data stays.',
});

/** A table that was read whole has lost most of its rows. */
export const shrunk = defineError<{ table: string; rows: number; before: number }>({
  code: 'needs_confirmation',
  kind: 'conflict',
  message: ({ table, rows, before }) =>
    `The table "${table}" would go from ${before} rows to ${rows}; that waits for a yes.`,
  hint: 'Look at the source. POST /api/jobs/{id}/confirm {"accept": true} publishes it; or set allow_shrink of the table. The last good data stays.',
});

/** Somebody is asked about the table already. */
export const unanswered = defineError<{ table: string; job: string }>({
  code: 'unanswered',
  kind: 'conflict',
  message: ({ table, job }) => `The table "${table}" is not read while the job ${job} waits for a yes or no.`,
  hint: 'Answer it with POST /api/jobs/{id}/confirm, or run the table by its name. The last good data stays.',
});

/** A run that was to publish nothing. */
export const onlyTried = defineError<{ table: string; what: string }>({
  code: 'dry_run',
  kind: 'conflict',
  message: ({ table, what }) => `Dry run: the table "${table}" would be ${what}.`,
  hint: 'Start the run again without dry_run.',
});

/** The run was stopped before the table was published. */
export const cancelled = defineError({
  code: 'cancelled',
  kind: 'unavailable',
  message: () => 'The run was cancelled before the table was published.',
  hint: 'Start it again when it is wanted.',
});

/** A stored job holds what no run can do. */
export const badRunParams = defineError<{ job: string; fault: string }>({
  code: 'bad_run',
  kind: 'invalid',
  message: ({ job, fault }) => `The job "${job}" does not describe a run: ${fault}.`,
  hint: 'Start the run again with POST /api/sync/trigger.',
});

/** Nothing of a run succeeded. */
export const runFailed = defineError<{ tables: number; first: string }>({
  code: 'run_failed',
  kind: 'invalid',
  message: ({ tables, first }) => `None of ${tables} tables was read: ${first}`,
  hint: 'GET /api/sync/runs/{id} lists the reason of each table.',
});

/** The same, but another try may help. */
export const runFailedForNow = defineError<{ tables: number; first: string; retryAfter: number }>({
  code: 'run_failed',
  kind: 'upstream',
  message: ({ tables, first }) => `None of ${tables} tables was read: ${first}`,
  hint: 'It is tried again by itself; GET /api/sync/runs/{id} lists the reason of each table.',
});

/** A run that is asked for does not exist. */
export const runNotFound = defineError<{ run: string }>({
  code: 'run_not_found',
  kind: 'not_found',
  message: ({ run }) => `There is no run "${run}".`,
  hint: 'GET /api/sync/runs lists them.',
});

/** A run was asked for tables that are not registered. */
export const unknownTables = defineError<{ tables: readonly string[] }>({
  code: 'unknown_table',
  kind: 'invalid',
  message: ({ tables }) => `No table is registered as ${tables.map((name) => `"${name}"`).join(', ')}.`,
  hint: 'GET /api/admin/registry lists the tables.',
});

/** A run was asked for a source that is not there. */
export const unknownConnection = defineError<{ connection: string }>({
  code: 'unknown_connection',
  kind: 'invalid',
  message: ({ connection }) => `There is no source "${connection}".`,
  hint: 'GET /api/admin/sources lists them.',
});

/** A connector writes into more pipes than are read at a time. */
export const tooManyPipes = defineError<{ table: string; most: number }>({
  code: 'too_many_pipes',
  kind: 'internal',
  message: ({ table, most }) =>
    `"${table}" is not read: its connector writes into more than ${most} pipes at a time.`,
  hint: 'Report this to the author of the plugin, with the log of the run.',
});

/** A connector hands over a pipe and something else beside it, or one that is no csv with declared columns. */
export const pipeRefused = defineError<{ table: string }>({
  code: 'pipe_refused',
  kind: 'internal',
  message: ({ table }) =>
    `The pipe of "${table}" cannot be all of a table: it is named once, alone, as csv with declared columns.`,
  hint: 'Report this to the author of the plugin, with the log of the run.',
});
