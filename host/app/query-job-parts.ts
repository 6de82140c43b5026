import { join } from 'node:path';
import type { Access } from '../access/access.ts';
import type { Principal } from '../http/principal.ts';
import type { Identity } from '../identity/identity.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Crashes } from '../query/crashes.ts';
import { queryRunKind } from '../query/jobs/query-job.ts';
import { QueryJobs } from '../query/jobs/query-jobs.ts';
import { QueryResults } from '../query/jobs/query-results.ts';
import { ResultFolder } from '../query/jobs/result-folder.ts';
import { runQueryJob } from '../query/jobs/run-query-job.ts';
import { QueryPool } from '../query/pool.ts';
import type { Queries } from '../query/queries.ts';
import { newId } from '../store/new-id.ts';
import type { Outside } from './outside.ts';

/* How the parts for queries in the background are made from the others. */

type With<Name extends string, T> = { readonly [Key in Name]: T };

/** Bytes of one result on disk. */
const mostBytes = 4 * 2 ** 30;

export const heavyPoolOf = ({ config, dataDir, crashes, log }: Outside & With<'crashes', Crashes>) =>
  new QueryPool({
    folder: join(dataDir, 'run', 'heavy-query'),
    workers: config.query.heavy_workers,
    memoryMb: config.query.memory_mb,
    heavy: true,
    crashes,
    log: (line) => log('query_worker', { line }),
    newId,
  });

export const resultFolderOf = ({ dataDir }: Outside) =>
  new ResultFolder(join(dataDir, 'query-results'), mostBytes);

type FolderParts = With<'jobs', Jobs> & With<'resultFolder', ResultFolder>;

export const queryJobsOf = ({ store, jobs, resultFolder: folder, now }: Outside & FolderParts) =>
  new QueryJobs({ store, jobs, folder, now });

type ResultParts = FolderParts &
  With<'queryJobs', QueryJobs> &
  With<'access', Access> &
  With<'pool', QueryPool>;

export const queryResultsOf = (parts: Outside & ResultParts) => {
  const { queryJobs, resultFolder: folder, access, pool, config, now } = parts;
  return new QueryResults({ queryJobs, folder, access, pool, timeoutMs: config.query.timeout_ms, now });
};

type WorkParts = FolderParts &
  With<'queryJobs', QueryJobs> &
  With<'queries', Queries> &
  With<'identity', Identity>;

/** Begins to run queries in the background; what a host before this one left half-done is gone. */
export const startQueryJobs = async (parts: Pick<Outside, 'store' | 'now'> & WorkParts): Promise<void> => {
  const { store, jobs, queries, queryJobs, resultFolder: folder, identity, now } = parts;
  await folder.open();
  await queryJobs.sweep();
  const principalOf = (userId: string): Promise<Principal | undefined> => identity.principalOf(userId);
  jobs.handle(queryRunKind, runQueryJob({ store, queries, folder, principalOf, now }));
};
