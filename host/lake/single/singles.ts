import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobDraft, JobHandler, JobResult } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Lake } from '../lake.ts';
import { singlesFolder } from '../parquet-files.ts';
import { isInParts, type Published, type Single } from '../table-state.ts';
import { joinInChild } from './join-in-child.ts';

interface SinglesDeps {
  readonly lake: Pick<Lake, 'current' | 'lease' | 'putSingle' | 'extracts'>;
  readonly jobs: Pick<Jobs, 'enqueue'>;
  readonly now: () => number;
  readonly log: (message: string, error: unknown) => void;
}

/** Kind of the jobs that make the one file of a table in parts. */
export const singleKind = 'table.single';

/** A table that changes all the time is joined this often at most. */
const pauseMs = 10 * 60_000;
const memoryMb = 1_024;

/** The one file of each table in parts, for clients that know of no parts. It follows the parts a little later. */
export class Singles {
  readonly #deps: SinglesDeps;

  constructor(deps: SinglesDeps) {
    this.#deps = deps;
  }

  /** Queues what a host before this one did not get to. */
  resume(): Promise<void> {
    return this.published([...this.#deps.lake.current().tables.values()]);
  }

  /** Queues those of the tables whose one file is not of this version: the first at once, later ones after a pause. */
  async published(tables: readonly Published[]): Promise<void> {
    const { jobs, log } = this.#deps;
    for (const table of tables.filter(isBehind)) {
      // What cannot be queued now is queued by the next publication or the next start.
      await jobs.enqueue(this.#draftOf(table)).catch((cause) => log('single_not_queued', cause));
    }
  }

  /** Does one job. */
  readonly handler: JobHandler = async ({ job, signal }) => {
    using lease = this.#deps.lake.lease();
    const table = lease.generation.tables.get(idOf(job.params));
    if (!table || !isBehind(table)) return { result: { state: 'nothing_to_do' } };
    // Queued while the one before was still being made.
    if (notBefore(table) > this.#deps.now()) {
      await this.published([table]);
      return { result: { state: 'later' } };
    }
    return await this.#join(table, signal);
  };

  async #join(table: Published, signal: AbortSignal): Promise<JobResult> {
    const { lake, now } = this.#deps;
    const { id, sourceSlug, files, rows, version } = table;
    const folder = join(lake.extracts(), sourceSlug, singlesFolder);
    const made = await joinInChild(
      { files, rows, folder, name: id, extracts: lake.extracts(), memoryMb },
      signal,
    );
    const { fileName, ...facts } = made;
    const path = join(folder, fileName);
    const relativePath = `${singlesFolder}/${fileName}`;
    const single: Single = { ...facts, version, path, relativePath, builtAt: new Date(now()) };
    const isWanted = await lake.putSingle(id, single);
    if (!isWanted) await rm(path, { force: true });
    return { result: { state: isWanted ? 'joined' : 'not_wanted', rows, size_bytes: single.sizeBytes } };
  }

  #draftOf(table: Published): JobDraft {
    const key = `${singleKind} ${table.id}`;
    const runAfter = Math.max(notBefore(table), this.#deps.now());
    return { kind: singleKind, params: { table: table.id }, coalesceKey: key, concurrencyKey: key, runAfter };
  }
}

const notBefore = ({ single }: Published): number => (single ? single.builtAt.getTime() + pauseMs : 0);

const isBehind = ({ parts, single, version }: Published): boolean =>
  isInParts(parts) && single?.version !== version;

const idOf = (params: unknown): string =>
  typeof params === 'object' && params !== null && 'table' in params ? String(params.table) : '';
