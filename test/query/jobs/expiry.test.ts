import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import test, { type ExecutionContext } from 'ava';
import { systemIntent } from '../../../host/http/intent.ts';
import { Jobs } from '../../../host/jobs/jobs.ts';
import { queryRunKind } from '../../../host/query/jobs/query-job.ts';
import { QueryJobs } from '../../../host/query/jobs/query-jobs.ts';
import { QueryResults } from '../../../host/query/jobs/query-results.ts';
import { ResultFolder } from '../../../host/query/jobs/result-folder.ts';
import { runQueryJob } from '../../../host/query/jobs/run-query-job.ts';
import { intentOf } from '../../access/support/started-access.ts';
import { ManualClock } from '../../jobs/manual-clock.ts';
import { ended, eventsUntil } from '../../jobs/observed.ts';
import { fileContext } from '../../support/file-context.ts';
import { startedQueries } from '../support/started-queries.ts';

const hour = 3_600_000;
const deaf = "SELECT levenshtein(repeat('a', 200000), repeat('b', 200000))";
const ask = { sql: 'SELECT $n::INT AS n', params: { n: 42 }, limit: 10, timeoutMs: hour, csvRaw: false };

/** The services for queries in the background over a clock that stands still. */
const opened = async (t: ExecutionContext) => {
  const started = await startedQueries(t);
  const { store, queries, access, pool, folder: lab, ada } = started;
  const clock = new ManualClock();
  const { now } = clock;
  const jobs = new Jobs({ store, now, timers: clock, random: () => 0.5, log: () => {} });
  const folder = new ResultFolder(join(lab, 'results'), 10_000);
  await folder.open();
  const queryJobs = new QueryJobs({ store, jobs, folder, now });
  const results = new QueryResults({ queryJobs, folder, access, pool, timeoutMs: hour, now });
  const asking = { is: true };
  const principalOf = async () => (asking.is ? ada : undefined);
  jobs.handle(queryRunKind, runQueryJob({ store, queries, folder, principalOf, now }));
  jobs.start();
  t.teardown(() => jobs[Symbol.asyncDispose]());
  const submit = async (sql: string): Promise<string> =>
    (await queryJobs.submit(ada, { ...ask, sql }, {})).job.id;
  const finished = async (sql = ask.sql): Promise<string> => {
    const id = await submit(sql);
    await ended(jobs, id);
    return id;
  };
  const { signal } = new AbortController();
  const open = (id: string) => results.open(ada, id, { signal });
  const files = () => readdir(join(lab, 'results'));
  const errorOf = async (id: string) => (await queryJobs.get(ada, id)).job.error?.code;
  return { ...started, clock, jobs, queryJobs, submit, finished, open, files, errorOf, asking };
};

const context = fileContext();
let background: Awaited<ReturnType<typeof opened>>;

test.before(async () => {
  background = await opened(context);
});

// Whatever a test has made is gone before the next one.
test.afterEach.always(async () => {
  background.clock.advance(25 * hour);
  await background.queryJobs.sweep();
});

test.serial('a result is there for 24 hours, and the sweep after that removes its file', async (t) => {
  const { clock, finished, open, queryJobs, files } = background;
  const id = await finished();
  clock.advance(24 * hour - 1);
  const { answer } = await open(id);
  await answer?.end;
  const kept = await queryJobs.sweep();
  clock.advance(1);

  await t.throwsAsync(open(id), { code: 'result_expired' });
  t.deepEqual(await files(), [`${id}.parquet`]);
  const gone = await queryJobs.sweep();

  t.deepEqual(
    [kept, gone],
    [
      { query_results: 0, query_jobs: 0 },
      { query_results: 1, query_jobs: 0 },
    ],
  );
  t.deepEqual(await files(), []);
});

test.serial(
  'bound values are kept only until the query has run, and nothing is kept of a job that is forgotten',
  async (t) => {
    const { store, finished, queryJobs, files } = background;
    const id = await finished();

    const rows = await store.read
      .selectFrom('query_jobs')
      .select('params')
      .where('job_id', '=', id)
      .execute();
    await store.keep((tx) => tx.deleteFrom('jobs').where('id', '=', id).execute());
    const gone = await queryJobs.sweep();

    t.deepEqual(rows, [{ params: null }]);
    t.deepEqual(gone, { query_results: 1, query_jobs: 1 });
    t.deepEqual(await files(), []);
  },
);

test.serial('T31: a result that is too large fails, and leaves nothing behind', async (t) => {
  const { finished, errorOf, files, rows } = background;

  const id = await finished('SELECT list_transform(range($n * 100), lambda n : hash(n)) AS h');
  const small = await finished();

  t.is(await errorOf(id), 'result_too_large');
  t.deepEqual(await files(), [`${small}.parquet`]);
  t.deepEqual(await rows('SELECT 1'), [[1]]);
});

test.serial('a query of somebody who may not sign in any more does not run', async (t) => {
  const { finished, errorOf, asking, log } = background;
  asking.is = false;
  const before = log.length;

  const id = await finished();
  asking.is = true;

  t.is(await errorOf(id), 'asker_gone');
  t.is(log.length, before);
});

test.serial(
  'T27: a cancel ends a query that ignores the interrupt, and its worker answers anew',
  async (t) => {
    const { submit, jobs, queryJobs, ada, rows } = background;
    const id = await submit(`${deaf} + $n`);
    await eventsUntil(jobs, id, (event) => event.includes('"running"'));

    const done = await queryJobs.remove(ada, id, systemIntent('query_job.delete'));
    await ended(jobs, id);

    t.is(done, 'cancelling');
    t.is((await queryJobs.get(ada, id)).job.status, 'cancelled');
    t.deepEqual(await rows('SELECT 1'), [[1]]);
  },
);

test.serial('T66: a result that is being read breaks off when the grant of its table ends', async (t) => {
  const { access, ada, grants, finished, open } = background;
  const [group] = access.rights.groupsOf(ada.userId);
  const draft = { group_id: group?.id ?? '', resource_type: 'table' };
  const grant = (resource_id: string) =>
    grants.grant({ ...draft, resource_id }, intentOf('resource_grant.created'));
  const [ofPeople, ofSalaries] = [await grant('t-people'), await grant('t-salaries')];
  const id = await finished('SELECT list_resize([]::INT[], 300000, $n) AS l FROM people, range(10)');
  const { answer } = await open(id);
  const body = answer?.body as Readable;
  await once(body, 'readable');

  await grants.revoke(ofSalaries.id, intentOf('resource_grant.deleted'));
  const untouched = body.errored;
  await grants.revoke(ofPeople.id, intentOf('resource_grant.deleted'));

  t.is(untouched, null);
  t.like(body.errored, { code: 'access_withdrawn' });
  await t.throwsAsync(async () => answer?.end, { code: 'access_withdrawn' });
  await t.throwsAsync(open(id), { code: 'result_denied' });
});
