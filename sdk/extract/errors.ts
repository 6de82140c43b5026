import { defineError } from '../errors.ts';

const askAuthor = 'Report this to the author of the plugin, with the log of the run.';

/** The columns of a table cannot be. */
export const columnsInvalid = defineError<{ table: string; reason: string }>({
  code: 'plugin_bug',
  kind: 'internal',
  message: ({ table, reason }) => `The plugin declares columns of "${table}" that cannot be: ${reason}.`,
  hint: askAuthor,
});

/** A value does not fit its column. */
export const valueInvalid = defineError<{ table: string; column: string; reason: string }>({
  code: 'plugin_bug',
  kind: 'internal',
  message: ({ table, column, reason }) =>
    `A row of "${table}" does not fit its column "${column}": ${reason}.`,
  hint: askAuthor,
});

/** Messages come in an order that makes no sense. */
export const messageInvalid = defineError<{ reason: string }>({
  code: 'plugin_bug',
  kind: 'internal',
  message: ({ reason }) => `The plugin yields what cannot be: ${reason}.`,
  hint: askAuthor,
});

/** The default export of the entry is no connector. */
export const entryInvalid = defineError<{ entry: string }>({
  code: 'plugin_bug',
  kind: 'internal',
  message: ({ entry }) => `The default export of "${entry}" has no check, discover and read.`,
  hint: 'Export the value of defineConnector as the default.',
});

/** The default export of the entry is no job. */
export const jobInvalid = defineError<{ entry: string }>({
  code: 'plugin_bug',
  kind: 'internal',
  message: ({ entry }) => `The default export of "${entry}" has no run.`,
  hint: 'Export the value of defineJob as the default.',
});

/** What a job came to is more than can be stored with it. */
export const resultTooLarge = defineError<{ length: number; limit: number }>({
  code: 'plugin_bug',
  kind: 'internal',
  message: ({ length, limit }) => `The result of the job has ${length} characters; ${limit} are allowed.`,
  hint: 'Return counts and a few examples; write the rest into a folder of the job.',
});

/** The default export of the entry is no engine. */
export const engineEntryInvalid = defineError<{ entry: string }>({
  code: 'plugin_bug',
  kind: 'internal',
  message: ({ entry }) => `The default export of "${entry}" has no describe, estimate and run.`,
  hint: 'Export the value of defineEngine as the default.',
});

/** More rows than the plan allows. */
export const tooManyRows = defineError<{ table: string; limit: number }>({
  code: 'row_limit',
  kind: 'too_large',
  message: ({ table, limit }) => `"${table}" has more than the ${limit} rows it may have.`,
  hint: 'Raise the limit of the table, or read less of it.',
});

/** More bytes than the run may write. */
export const tooMuchOutput = defineError<{ limitBytes: number }>({
  code: 'output_limit',
  kind: 'too_large',
  message: ({ limitBytes }) => `The run wrote more than ${limitBytes} bytes.`,
  hint: 'Raise limits.maxOutputMb of the source, or read fewer tables at a time.',
});

/** A plugin looks up a host that it may not connect to. */
export const socketNotDeclared = defineError<{ host: string }>({
  code: 'host_not_declared',
  kind: 'forbidden',
  message: ({ host }) => `The plugin may not connect to the host "${host}": its manifest does not name it.`,
  hint: 'Add the host to capabilities.sockets in agnes.plugin.json, or correct the address in the settings.',
});

/** The host asked the run to end. */
export const runCancelled = defineError({
  code: 'cancelled',
  kind: 'unavailable',
  message: () => 'The run was cancelled.',
  hint: 'Start it again when it is wanted.',
});
