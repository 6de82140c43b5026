import { defineError } from '@agnes/sdk';

/** The source has no table of that name. */
export const remoteMissing = defineError<{ table: string; reason: string }>({
  code: 'remote_table_not_found',
  kind: 'not_found',
  message: ({ table, reason }) => `The source of "${table}" does not have it: ${reason}`,
  hint: 'Correct `bucket` and `source_table`; GET /api/admin/discover-tables lists what there is.',
});

/** The account of the source may not look at the table. */
export const remoteForbidden = defineError<{ table: string; reason: string }>({
  code: 'remote_table_forbidden',
  kind: 'forbidden',
  message: ({ table, reason }) => `The account of the source may not read "${table}": ${reason}`,
  hint: 'Grant the account of the source the table, then try again.',
});

/** The source could not be asked; `code` is its own word. */
export const remoteUnavailable = defineError<{ table: string; reason: string; code: string }>({
  code: 'remote_table_unavailable',
  kind: 'bad_request',
  message: ({ table, reason }) => `Nothing can be said of "${table}": ${reason}`,
  hint: 'Test the source with POST /api/admin/sources/{id}/test, and correct its settings.',
});

/** What has that name has no rows to be asked for. */
export const remoteUnfit = defineError<{ table: string }>({
  code: 'unsupported_entity',
  kind: 'bad_request',
  message: ({ table }) => `"${table}" is neither a table nor a view at its source.`,
  hint: 'Register a table or a view.',
});
