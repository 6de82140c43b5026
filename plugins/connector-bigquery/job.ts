import { TimedOut } from '@agnes/sdk/errors';
import type { Job, Query } from '@google-cloud/bigquery';
import type { Batch, JobLimits } from './access.ts';
import { call } from './call.ts';
import type { Client } from './client.ts';
import { columnsOf, type Field } from './column-types.ts';
import { failureOfCall } from './failure.ts';
import { labelsOf } from './labels.ts';
import { orAborted, within } from './patience.ts';
import type { Statement } from './statement.ts';
import { rowReader, type WireRow } from './values.ts';

/** Rows of one page; BigQuery ends a page early where the rows are wide. */
export const pageRows = 10_000;
/** How long it may take to tell BigQuery that nobody waits any more. */
const cancelMs = 1_500;

/** Runs a statement and yields its rows page by page: one page is all that is held. Ends the job when nobody waits. */
export async function* runJob(
  client: Client,
  statement: Statement,
  limits: JobLimits,
): AsyncGenerator<Batch> {
  limits.signal.throwIfAborted();
  const deadline = AbortSignal.timeout(limits.timeoutMs);
  const signal = AbortSignal.any([limits.signal, deadline]);
  const started = client.bigquery
    .createQueryJob(queryOf(client, statement, limits))
    .then(([job]): Job => job);
  let isDone = false;
  try {
    const job = await orAborted(started, signal);
    const first = await firstPage({ client, job, signal });
    isDone = true;
    yield* pages({ client, job, signal }, first);
  } catch (cause) {
    if (limits.signal.aborted) throw limits.signal.reason;
    if (deadline.aborted)
      throw TimedOut({ reason: `BigQuery needs more than the ${limits.timeoutMs} ms it has.` });
    throw failureOfCall(cause, { ...statement, ...limits, client });
  } finally {
    if (!isDone) await within(cancel(started), cancelMs);
  }
}

const queryOf = (
  { location }: Client,
  { sql, parameters }: Statement,
  { timeoutMs, labels, maxBytesBilled }: JobLimits,
): Query => ({
  query: sql,
  useQueryCache: true,
  jobTimeoutMs: timeoutMs,
  labels: labelsOf(labels),
  ...(location && { location }),
  ...(parameters && { parameterMode: 'NAMED', queryParameters: [...parameters] }),
  ...(maxBytesBilled !== undefined && { maximumBytesBilled: String(maxBytesBilled) }),
});

const cancel = async (started: Promise<Job>): Promise<void> => {
  const job = await started;
  await job.cancel();
};

interface Running {
  readonly client: Client;
  readonly job: Job;
  readonly signal: AbortSignal;
}

/** What the API answers to a question for results. */
interface Page {
  readonly jobComplete?: boolean;
  readonly pageToken?: string;
  readonly schema?: { readonly fields?: readonly Field[] };
  readonly rows?: readonly WireRow[];
}

const page = ({ client, job, signal }: Running, pageToken?: string): Promise<Page> => {
  const query = {
    maxResults: pageRows,
    'formatOptions.useInt64Timestamp': true,
    ...(job.location !== undefined && { location: job.location }),
    ...(pageToken !== undefined && { pageToken }),
  };
  return orAborted(call<Page>(client, { path: `/queries/${job.id}`, query }), signal);
};

/** BigQuery answers after ten seconds at the latest, done or not. */
const firstPage = async (running: Running): Promise<Page> => {
  for (;;) {
    const answer = await page(running);
    if (answer.jobComplete !== false) return answer;
  }
};

async function* pages(running: Running, first: Page): AsyncGenerator<Batch> {
  const fields = first.schema?.fields ?? [];
  const columns = columnsOf(fields);
  const read = rowReader(fields);
  yield { columns, rows: (first.rows ?? []).map(read), billed: await billedFor(running) };
  for (let token = first.pageToken; token; ) {
    const next = await page(running, token);
    yield { columns, rows: (next.rows ?? []).map(read) };
    token = next.pageToken;
  }
}

const billedFor = async ({ job, signal }: Running): Promise<number> => {
  const [metadata] = await orAborted(job.getMetadata(), signal);
  return Number(Object(metadata).statistics?.query?.totalBytesBilled ?? 0);
};
