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
