import { defineError, type Fault } from '@agnes/sdk';

/** The plugin that brings the job does not run. */
export const pluginOff = defineError<{ plugin: string }>({
  code: 'plugin_unavailable',
  kind: 'unavailable',
  message: ({ plugin }) => `The plugin "${plugin}", whose job this is, does not run.`,
  hint: 'See why with: agnes admin plugin list',
});

/** No plugin has such a job. */
export const pluginJobNotFound = defineError<{ plugin: string; name: string }>({
  code: 'plugin_job_not_found',
  kind: 'not_found',
  message: ({ plugin, name }) => `"${plugin}" has no job "${name}".`,
  hint: 'GET /api/admin/plugins lists the plugins, how they are doing and what each brings.',
});

/** A job cannot be started like this. */
export const jobParamsInvalid = defineError<{ job: string; errors: readonly Fault[] }>({
  code: 'job_params_invalid',
  kind: 'invalid',
  message: ({ job, errors }) =>
    `The job "${job}" does not take this: ${errors.map(({ loc, msg }) => `${loc} ${msg}`)[0] ?? ''}`,
  hint: 'Compare it with `params` of the job in the manifest of its plugin.',
});

/** The source that is named is none the job is for. */
export const jobSourceUnknown = defineError<{ job: string; source: string }>({
  code: 'job_source_unknown',
  kind: 'invalid',
  message: ({ job, source }) => `The job "${job}" is for no source "${source}".`,
  hint: 'GET /api/admin/sources lists the sources and their types; name an enabled one of the type the job is for.',
});

interface Failed extends Readonly<Record<string, unknown>> {
  readonly job: string;
  readonly reason: string;
}

/** A job failed, and would again. */
export const pluginJobFailed = defineError<Failed & { readonly plugin: string }>({
  code: 'plugin_job_failed',
  kind: 'invalid',
  message: ({ job, reason }) => `The job "${job}" failed: ${reason}`,
  hint: 'Correct what the message names, then start it again.',
});

/** A job failed, and another try may help. */
export const pluginJobFailedForNow = defineError<
  Failed & { readonly plugin: string; readonly retryAfter: number }
>({
  code: 'plugin_job_failed',
  kind: 'upstream',
  message: ({ job, reason }) => `The job "${job}" failed: ${reason}`,
  hint: 'It is tried again by itself or by its schedule.',
});
