import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, isPlatformError, TimedOut } from '@agnes/sdk/errors';
import type { WhereFilter } from '@agnes/sdk/where-filters';
import { answerInvalid, badFilter, exportFailed } from './errors.ts';
import { textAt } from './json.ts';
import type { Run } from './run.ts';

/** What of a table is exported. */
export interface Export {
  /** Id at the stack. */
  readonly id: string;
  /** Absent: all of them. */
  readonly columns?: readonly string[];
  readonly filters?: readonly WhereFilter[];
  /** Only rows that were loaded since, in seconds since 1970. */
  readonly changedSince?: number;
}

/** Has the stack write a table into a file; answers the id of the file. */
export const exportTable = async (wanted: Export, run: Run): Promise<string> => {
  const path = `tables/${encodeURIComponent(wanted.id)}/export-async`;
  const asked = await run.api.post(path, formOf(wanted)).catch((error: unknown) => {
    throw filterRefused(error, wanted);
  });
  const job = textAt(asked, 'id');
  if (job === undefined) throw answerInvalid({ reason: 'an export has no job' });
  const done = await finished(job, run);
  const file = textAt(done, 'results', 'file', 'id');
  if (file === undefined) throw answerInvalid({ reason: `the job ${job} left no file` });
  return file;
};

const formOf = ({ columns = [], filters = [], changedSince }: Export): URLSearchParams => {
  const form = new URLSearchParams({ format: 'rfc', gzip: '1' });
  for (const [index, column] of columns.entries()) form.set(`columns[${index}]`, column);
  for (const [index, { column, operator, values }] of filters.entries()) {
    const at = `whereFilters[${index}]`;
    form.set(`${at}[column]`, column);
    form.set(`${at}[operator]`, operator);
    for (const [place, value] of values.entries()) form.set(`${at}[values][${place}]`, String(value));
  }
  if (changedSince !== undefined) form.set('changedSince', String(changedSince));
  return form;
};

/** Of an export that is refused although everything else of it is ours, the filter is what an administrator wrote. */
const filterRefused = (error: unknown, { id, filters = [] }: Export): unknown =>
  isPlatformError(error) && error.code === ConfigError({ reason: '' }).code && filters.length > 0
    ? badFilter({ table: id, reason: error.message }, { cause: error })
    : error;

const finished = async (job: string, { api, config, now, signal }: Run): Promise<unknown> => {
  const deadline = now() + config.job_timeout_seconds * 1000;
  for (;;) {
    const told = await api.get(`jobs/${encodeURIComponent(job)}`);
    const status = textAt(told, 'status') ?? 'none';
    if (status === 'success') return told;
    if (status === 'error') throw exportFailed({ reason: reasonOf(told, job) });
    if (!running.has(status)) throw answerInvalid({ reason: `the job ${job} has the status "${status}"` });
    if (now() >= deadline) throw timedOut(job, config.job_timeout_seconds);
    await sleep(config.job_poll_seconds * 1000, undefined, { signal });
  }
};

const running = new Set(['waiting', 'processing']);

const reasonOf = (told: unknown, job: string): string =>
  (textAt(told, 'error', 'message') ?? `the job ${job} gives no reason`).slice(0, 500);

const timedOut = (job: string, seconds: number): Error =>
  TimedOut({ reason: `The stack did not finish the export ${job} within ${seconds} seconds.` });
