import { defineError } from '@agnes/sdk/errors';

/** Another host owns the folder. The program ends with exit code 75. */
export const stateLocked = defineError<{ folder: string; pid: number | string; host: string }>({
  code: 'state_locked',
  kind: 'conflict',
  message: ({ folder, pid, host }) => `The state in ${folder} is in use by process ${pid} on ${host}.`,
  hint: ({ pid }) => `Stop process ${pid} first, or start this one with another DATA_DIR.`,
});

/** The file was written by a later version. The program ends with exit code 78 and does not touch it. */
export const stateNewer = defineError<{ path: string; version: number; known: number }>({
  code: 'state_newer',
  kind: 'conflict',
  message: ({ path, version, known }) =>
    `${path} is version ${version}; this host knows versions up to ${known}.`,
  hint: ({ known }) =>
    `Start a newer host, or stop it and put snapshots/system.v${known}.duckdb in the place of system.duckdb.`,
});

/** What the file says was applied is not what this program would have applied. Exit code 78. */
export const stateHistory = defineError<{ path: string; reason: string }>({
  code: 'state_history',
  kind: 'conflict',
  message: ({ path, reason }) => `The migrations recorded in ${path} do not fit this host: ${reason}.`,
  hint: 'Start the release that wrote this file, or restore a snapshot from the folder snapshots.',
});

/** A migration step failed on the copy; the file itself is as it was. Exit code 78. */
export const migrationFailed = defineError<{ path: string; step: string; reason: string }>({
  code: 'state_migration_failed',
  kind: 'internal',
  message: ({ path, step, reason }) => `Step ${step} failed on the copy ${path}: ${reason}`,
  hint: 'The state file is untouched. Start the previous release and report this message.',
});

/** The engine cannot open the file. Exit code 75; the file is left alone. */
export const stateUnreadable = defineError<{ path: string; reason: string }>({
  code: 'state_unreadable',
  kind: 'internal',
  message: ({ path, reason }) => `${path} cannot be opened: ${reason}`,
  hint: ({ path }) =>
    `Keep ${path} and ${path}.wal aside, then copy the newest file of the folder snapshots, or a backup, to ${path}.`,
});

/** There is no system database in the folder. */
export const stateMissing = defineError<{ path: string }>({
  code: 'state_missing',
  kind: 'not_found',
  message: ({ path }) => `There is no system database at ${path}.`,
  hint: 'Name the folder of the instance with DATA_DIR, or start the host once.',
});

/** There is not room for a copy of the state. Exit code 78. */
export const stateNoSpace = defineError<{ folder: string; needed: number; free: number }>({
  code: 'state_no_space',
  kind: 'unavailable',
  message: ({ folder, needed, free }) =>
    `Migrating needs ${needed} bytes free in ${folder}; there are ${free}.`,
  hint: 'Free space on that disk and start again; nothing was changed.',
});

/** The engine gave up and is being opened again. */
export const stateUnavailable = defineError<{ reason: string }>({
  code: 'state_unavailable',
  kind: 'unavailable',
  message: ({ reason }) => `The system database is not available: ${reason}.`,
  hint: 'Try again in a moment; if it stays, look at free disk space and the log of the host.',
});

/** The disk is full. What was acknowledged is stored; this change is not. */
export const storageFull = defineError({
  code: 'storage_full',
  kind: 'unavailable',
  message: () => 'The disk that holds the system database is full; this change was not stored.',
  hint: 'Free space on the disk of DATA_DIR; reading and signing in go on.',
});

/** One statement was refused by the engine. */
export const statementFailed = defineError<{ reason: string }>({
  code: 'state_statement_failed',
  kind: 'internal',
  message: ({ reason }) => `The system database refused a statement: ${reason}`,
  hint: 'Report this with the request id; nothing of the change was stored.',
});

/** A statement failed inside and somebody caught its error: committing would store a part, or nothing. */
export const transactionAborted = defineError({
  code: 'state_transaction_aborted',
  kind: 'internal',
  message: () => 'A statement of this transaction failed, so all of it was rolled back.',
  hint: 'Let the error of a statement leave the function given to write or keep.',
});

/** A transaction kept everybody else waiting for too long. */
export const transactionTooLong = defineError<{ seconds: number }>({
  code: 'state_transaction_too_long',
  kind: 'internal',
  message: ({ seconds }) =>
    `A transaction held the write queue for more than ${seconds} s and was rolled back.`,
  hint: 'Inside write or keep use only the handle it gives: no network, no files.',
});

/** A change was begun inside another one, which would wait for itself for ever. */
export const nestedTransaction = defineError({
  code: 'state_nested_transaction',
  kind: 'internal',
  message: () => 'A change of the system database was begun inside another one.',
  hint: 'Hand the transaction of the outer write or keep on, or begin the second one after it.',
});

/** The read handle was asked to change something. */
export const readOnlyHandle = defineError<{ statement: string }>({
  code: 'state_read_only_handle',
  kind: 'internal',
  message: ({ statement }) => `The read handle refuses ${statement}.`,
  hint: 'Change rows inside write or keep.',
});

/** A value has no column type of the system database. */
export const unbindable = defineError<{ value: string }>({
  code: 'state_unbindable',
  kind: 'internal',
  message: ({ value }) => `The system database cannot hold ${value}.`,
  hint: 'Bind strings, booleans, finite numbers, valid dates or null; JSON goes in as text.',
});

/** A whole number came out larger than JavaScript can count. */
export const unsafeInteger = defineError<{ value: string }>({
  code: 'state_unsafe_integer',
  kind: 'internal',
  message: ({ value }) => `${value} is beyond the safe integers.`,
  hint: 'Store numbers up to 2^53 - 1.',
});

/** Names and paths with a NUL would end early inside the engine. */
export const nulInSql = defineError<{ text: string }>({
  code: 'nul_in_sql',
  kind: 'bad_request',
  message: ({ text }) => `${JSON.stringify(text)} holds a NUL character, which no name or path may.`,
  hint: 'Remove the NUL character.',
});

/** A copy of the state that cannot be trusted; it is thrown away. */
export const backupUnreadable = defineError<{ path: string; reason: string }>({
  code: 'backup_unreadable',
  kind: 'unavailable',
  message: ({ path, reason }) => `The backup ${path} could not be read back: ${reason}.`,
  hint: 'Check the disk and the free space of DATA_DIR; the next backup tries again.',
});
