import { defineError } from '@agnes/sdk';

/** Nothing can be tested: there is no source, or it names no project. */
export const bigqueryNotConfigured = defineError<{ detail: { kind: 'not_configured'; message: string } }>({
  code: 'not_configured',
  kind: 'bad_request',
  message: ({ detail }) => detail.message,
  hint: 'Add a source of the type bigquery with POST /api/admin/sources, and set its `project`.',
});

/** BigQuery does not answer in the time a test has. */
export const connectionTimeout = defineError<{
  detail: { kind: 'timeout'; message: string; elapsed_ms: number; hint: string };
}>({
  code: 'connection_timeout',
  kind: 'timeout',
  message: ({ detail }) => detail.message,
  hint: ({ detail }) => detail.hint,
});

/** The source that was named is another one. */
export const notBigQuery = defineError<{ source: string; type: string }>({
  code: 'not_bigquery',
  kind: 'invalid',
  message: ({ source, type }) => `The source "${source}" is of the type "${type}", not of BigQuery.`,
  hint: 'POST /api/admin/sources/{id}/test tests sources of every type.',
});
