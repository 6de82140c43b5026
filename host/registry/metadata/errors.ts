import { defineError } from '@agnes/sdk/errors';

/** Only one kind of source takes descriptions back. */
export const pushUnsupported = defineError<{ table: string; source_type: string }>({
  code: 'metadata_push_unsupported',
  kind: 'bad_request',
  message: ({ table, source_type }) =>
    `The source of "${table}" is of the type "${source_type}": only keboola takes descriptions back.`,
  hint: 'The descriptions are kept here, and shown in the catalog.',
});

/** The source of the table has no credentials to write with. */
export const pushNoCredentials = defineError<{ table: string }>({
  code: 'metadata_push_no_credentials',
  kind: 'internal',
  message: ({ table }) =>
    `The source of "${table}" has no credentials with which descriptions could be written.`,
  hint: 'Give the source a token that may write metadata, then push again.',
});

/** The table is no table at its source. */
export const pushNoTable = defineError<{ table: string }>({
  code: 'metadata_push_no_table',
  kind: 'bad_request',
  message: ({ table }) => `"${table}" is read by a query: there is no table at the source to describe.`,
  hint: 'Describe the tables that the query reads.',
});

/** The source did not take the descriptions. */
export const pushFailed = defineError<{ table: string; message: string; hint: string }>({
  code: 'metadata_push_failed',
  kind: 'upstream',
  message: ({ table, message }) => `The descriptions of "${table}" could not be written: ${message}`,
  hint: ({ hint }) => hint,
});
