import { defineError } from '@agnes/sdk/errors';

const askAuthor = 'Report this to the author of the plugin, with the log of the run.';

/** A run took longer than it may. */
export const runTimedOut = defineError<{ plugin: string; seconds: number }>({
  code: 'run_timeout',
  kind: 'timeout',
  message: ({ plugin, seconds }) => `The run of "${plugin}" did not end within ${seconds} s.`,
  hint: 'Read fewer tables at a time or raise limits.timeoutSec; finished tables are kept.',
});

/** A child neither spoke nor ended: it hangs. */
export const runSilent = defineError<{ plugin: string; seconds: number }>({
  code: 'run_silent',
  kind: 'timeout',
  message: ({ plugin, seconds }) => `"${plugin}" gave no sign of life for ${seconds} s and was stopped.`,
  hint: askAuthor,
});

/** A child holds more memory than it may. */
export const outOfMemory = defineError<{ plugin: string; limitMb: number }>({
  code: 'out_of_memory',
  kind: 'too_large',
  message: ({ plugin, limitMb }) =>
    `"${plugin}" needed more than its ${limitMb} MB of memory and was stopped.`,
  hint: 'Raise limits.memoryMb of the source, or read less at a time.',
});

/** A child filled its staging folder. */
export const outputTooLarge = defineError<{ plugin: string; limitMb: number }>({
  code: 'output_limit',
  kind: 'too_large',
  message: ({ plugin, limitMb }) => `"${plugin}" wrote more than its ${limitMb} MB and was stopped.`,
  hint: 'Raise limits.maxOutputMb of the source, or read fewer tables at a time.',
});

/** A child wrote more files than a run may. */
export const tooManyFiles = defineError<{ plugin: string; limit: number }>({
  code: 'output_limit',
  kind: 'too_large',
  message: ({ plugin, limit }) => `"${plugin}" wrote more than ${limit} files and folders and was stopped.`,
  hint: 'Read fewer tables at a time; if it stays, report it to the author of the plugin.',
});

/** A run was about to fill the volume of the data folder. */
export const diskNearlyFull = defineError<{ plugin: string }>({
  code: 'disk_full',
  kind: 'unavailable',
  message: ({ plugin }) => `"${plugin}" was stopped: less than 5 % of the disk is free.`,
  hint: 'Free space on the volume of DATA_DIR, then run the source again; what was published stays.',
});

/** A child said what the protocol does not know. */
export const protocolError = defineError<{ plugin: string; reason: string }>({
  code: 'protocol_error',
  kind: 'internal',
  message: ({ plugin, reason }) => `"${plugin}" broke the protocol of connectors: ${reason}`,
  hint: askAuthor,
});

/** A child ended without having said that it is done. */
export const connectorCrashed = defineError<{ plugin: string; how: string; last: string }>({
  code: 'connector_crashed',
  kind: 'internal',
  message: ({ plugin, how, last }) => `"${plugin}" ended with ${how} before its run did. ${last}`.trim(),
  hint: askAuthor,
});

/** A folder given to a child holds a way out of it. */
export const linkRefused = defineError<{ path: string }>({
  code: 'link_refused',
  kind: 'invalid',
  message: ({ path }) => `"${path}" is a link or no plain file; what a run reads or writes holds neither.`,
  hint: 'Replace the link by the file it leads to, or leave it out of the folder.',
});

/** A folder that cannot be granted as it is written. */
export const folderRefused = defineError<{ path: string; reason: string }>({
  code: 'folder_refused',
  kind: 'invalid',
  message: ({ path, reason }) => `The folder "${path}" cannot be given to a run: ${reason}.`,
  hint: 'Name the folder by its real, absolute path.',
});

/** A setting that names where a run connects to, and does not. */
export const socketHostInvalid = defineError<{ value: string }>({
  code: 'socket_host_invalid',
  kind: 'invalid',
  message: ({ value }) => `"${value}" is neither a host, nor a URL without a login, nor a folder of sockets.`,
  hint: 'Name the host by its name or address, or the folder by its absolute path without "..".',
});

/** A connector names a file that is not its to name. */
export const fileRefused = defineError<{ path: string; reason: string }>({
  code: 'file_refused',
  kind: 'internal',
  message: ({ path, reason }) => `The connector names the file "${path}", which ${reason}.`,
  hint: askAuthor,
});

/** A table was asked for and not mentioned. */
export const nothingRead = defineError<{ table: string }>({
  code: 'nothing_read',
  kind: 'internal',
  message: ({ table }) => `The connector ended without saying anything about "${table}".`,
  hint: askAuthor,
});

/** Somebody cancelled the run. */
export const runCancelled = defineError<{ plugin: string }>({
  code: 'cancelled',
  kind: 'unavailable',
  message: ({ plugin }) => `The run of "${plugin}" was cancelled.`,
  hint: 'Start it again when it is wanted; finished tables are kept.',
});
