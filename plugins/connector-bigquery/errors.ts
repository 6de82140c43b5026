import { defineError, isPlatformError } from '@agnes/sdk/errors';

/** The source names no project. */
export const notConfigured = defineError({
  code: 'not_configured',
  kind: 'misconfigured',
  message: () => 'The source names no project of BigQuery.',
  hint: 'Set `project` in the settings of the source.',
});

/** Nothing that speaks to BigQuery can be loaded. */
export const libraryMissing = defineError<{ reason: string }>({
  code: 'bq_lib_missing',
  kind: 'misconfigured',
  message: ({ reason }) => `The client of BigQuery cannot be loaded: ${reason}`,
  hint: 'Install the packages of this host again: npm ci.',
});

/** Nobody gives a token, or the one that was given is refused. */
export const authFailed = defineError<{ reason: string }>({
  code: 'auth_failed',
  kind: 'unauthenticated',
  message: ({ reason }) => `BigQuery cannot be reached as anybody: ${reason}`,
  hint: 'Run the host on Google Cloud with a service account, or store a key file as a secret and name it as `credentials_env`.',
});

/** The account may not bill the project that pays. */
export const crossProjectForbidden = defineError<{
  reason: string;
  billing_project: string;
  data_project: string;
}>({
  code: 'cross_project_forbidden',
  kind: 'forbidden',
  message: ({ reason, billing_project, data_project }) =>
    `The account may not use the project "${billing_project}" to read "${data_project}": ${reason}`,
  hint: ({ billing_project }) =>
    `Give the account the role Service Usage Consumer on "${billing_project}", or set billing_project to a project where it has that role.`,
});

/** The account may not do this. */
export const forbidden = defineError<{ reason: string }>({
  code: 'bq_forbidden',
  kind: 'forbidden',
  message: ({ reason }) => `BigQuery refuses: ${reason}`,
  hint: 'Give the account the roles BigQuery Data Viewer on the data and BigQuery Job User on the billing project.',
});

/** A statement that somebody wrote is wrong. */
export const badRequest = defineError<{ reason: string }>({
  code: 'bq_bad_request',
  kind: 'bad_request',
  message: ({ reason }) => `BigQuery cannot run the statement: ${reason}`,
  hint: 'Correct the statement; it is GoogleSQL, and one SELECT.',
});

/** BigQuery failed, or cannot be reached. */
export const upstreamFailed = defineError<{ reason: string; status?: number; retryAfter?: number }>({
  code: 'bq_upstream_error',
  kind: 'upstream',
  message: ({ reason }) => `BigQuery failed: ${reason}`,
  hint: 'Try again later; https://status.cloud.google.com tells whether others see the same.',
});

/** What a statement would cost is not to be had, so it is not run. */
export const estimateUnavailable = defineError<{ reason: string }>({
  code: 'estimate_unavailable',
  kind: 'invalid',
  message: ({ reason }) => `What the statement would read cannot be estimated: ${reason}`,
  hint: 'Nothing runs without an estimate. Correct the statement, or ask for a table that BigQuery can estimate.',
});

/** The query is nothing this driver can run. */
export const driverUnfit = defineError<{ table: string }>({
  code: 'driver_unfit',
  kind: 'unavailable',
  message: ({ table }) => `The query of "${table}" is GoogleSQL, which runs in BigQuery itself.`,
  hint: 'Set the driver of the source to auto or client.',
});

/** A condition cannot be put to BigQuery without changing what it means. */
export const filterUnfit = defineError<{ column: string; operator: string; type: string }>({
  code: 'filter_unfit',
  kind: 'bad_request',
  message: ({ column, operator, type }) =>
    `"${column}" is ${type} at BigQuery, and ${operator} cannot be asked of it there.`,
  hint: 'Compare another column, or bring the table here with a materialized query.',
});

/** True for a condition that cannot be put. */
export const isUnfit = (error: unknown): boolean => isPlatformError(error) && error.code === 'filter_unfit';

/** A name that no table or column has. */
export const nameInvalid = defineError<{ name: string }>({
  code: 'name_invalid',
  kind: 'invalid',
  message: ({ name }) => `${JSON.stringify(name)} is no name of BigQuery.`,
  hint: 'Correct the name in the registration of the table.',
});

/** A statement names a column that the table does not have. */
export const columnMissing = defineError<{ column: string }>({
  code: 'column_missing',
  kind: 'bad_request',
  message: ({ column }) => `The table has no column "${column}" at BigQuery.`,
  hint: 'Look at its columns again: they may have changed at BigQuery.',
});

/** A table is registered without the dataset it lies in. */
export const datasetMissing = defineError<{ table: string }>({
  code: 'dataset_missing',
  kind: 'invalid',
  message: ({ table }) => `The table "${table}" does not say in which dataset it lies.`,
  hint: 'Set its bucket to the dataset and its source table to the table.',
});

/** A table is to be read that has neither a query nor a table at BigQuery. */
export const nothingToRead = defineError<{ table: string }>({
  code: 'nothing_to_read',
  kind: 'invalid',
  message: ({ table }) => `The table "${table}" has neither a query nor a table of BigQuery.`,
  hint: 'Register it as materialized with a query, or with a bucket and a source table.',
});
