import { defineError } from '@agnes/sdk/errors';

/** A plugin that has a say in queries could not be asked. */
export const queryNotChecked = defineError<{ plugin: string }>({
  code: 'query_not_checked',
  kind: 'unavailable',
  message: ({ plugin }) =>
    `Query error: the query was not run, because the plugin "${plugin}" could not be asked about it`,
  hint: 'Try again in a moment; if it stays, an administrator finds the cause at /api/admin/plugins.',
});
