import { isPlatformError, type PlatformError } from '@agnes/sdk';
import type { Intent } from '../../http/intent.ts';
import type { Timers } from '../../http/timers.ts';
import type { JobHandler } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { Change } from '../../lake/change.ts';
import type { Lake } from '../../lake/lake.ts';
import type { Registry } from '../../registry/registry.ts';
import type { RemoteAnswer, RemoteDoor, RemoteShown } from '../../registry/remote/remote-door.ts';
import type { Source } from '../../registry/source.ts';
import type { Table } from '../../registry/table.ts';
import { remoteTimedOut, unsupportedEntity, upstreamDetail } from './errors.ts';
import type { RemoteTables } from './remote-tables.ts';

/** Kind of the jobs that have a source describe a table that stays there. */
export const remoteDescribeKind = 'remote.describe';

interface RemoteDeskDeps {
  readonly remoteTables: Pick<RemoteTables, 'has' | 'describe' | 'renew' | 'isFresh'>;
  readonly registry: Pick<Registry, 'findSource' | 'find'>;
  readonly lake: Pick<Lake, 'publish' | 'remove' | 'state'>;
  readonly jobs: Pick<Jobs, 'enqueue'>;
  readonly timers: Timers;
  /** Has the extract of a source written anew, for the rows of its tables that stay there. */
  readonly written: (source: Source) => Promise<void>;
}

/** How long whoever registers a table waits for its source, in milliseconds. */
const waitMs = 5_000;
const describeMs = 60_000;

/** Shows tables that stay at their sources: what is registered is described, and what cannot be says why. */
export class RemoteDesk implements RemoteDoor {
  readonly #deps: RemoteDeskDeps;

  constructor(deps: RemoteDeskDeps) {
    this.#deps = deps;
  }

  async isAsked(table: Table): Promise<boolean> {
    return (await this.#sourceOf(table)) !== undefined;
  }

  async describe(table: Table, source: Source, signal: AbortSignal): Promise<RemoteAnswer> {
    return await answered(() => this.#deps.remoteTables.describe(table, source, signal));
  }

  async show(table: Table, intent: Intent): Promise<RemoteShown> {
    const source = await this.#sourceOf(table);
    if (!source) return { status: 'ok' };
    const settled = this.#settle(table, source);
    const late = Promise.withResolvers<'late'>();
    const callOff = this.#deps.timers.after(waitMs, () => late.resolve('late'));
    const first = await Promise.race([settled, late.promise]);
    callOff();
    if (first === 'late') return { status: 'accepted', jobId: await this.#queue(table, intent) };
    if (!first) return { status: 'ok' };
    const { code, message, hint } = first;
    return { status: 'rebuild_failed', errors: [{ code, message, hint }] };
  }

  /** A table was registered or changed. Nothing happens to one that is brought here. */
  async changed(table: Table, intent: Intent): Promise<string | undefined> {
    return (await this.#sourceOf(table)) ? await this.#queue(table, intent) : undefined;
  }

  /** A table is gone: so is its row in the extract. */
  async gone(table: Table): Promise<void> {
    const source = await this.#sourceOf(table);
    if (source) await this.#deps.written(source);
  }

  /** Does one job. */
  readonly handler: JobHandler = async ({ job }) => {
    const table = await this.#deps.registry.find(tableIdOf(job.params));
    const source = table && (await this.#sourceOf(table));
    if (!table || !source) return { result: { state: 'nothing_to_do' } };
    // Whoever registered it has waited for it.
    if (await this.#deps.remoteTables.isFresh(table, job.createdAt))
      return { result: { state: 'described' } };
    const fault = await this.#settle(table, source);
    if (fault) throw fault;
    return { result: { state: 'described' } };
  };

  async #sourceOf({ queryMode, sourceId }: Table): Promise<Source | undefined> {
    if (queryMode !== 'remote' || sourceId === undefined) return undefined;
    const source = await this.#deps.registry.findSource(sourceId);
    return source && this.#deps.remoteTables.has(source) ? source : undefined;
  }

  async #queue({ id, name }: Table, { actor, requestId }: Intent): Promise<string> {
    const key = `${remoteDescribeKind} ${id}`;
    const { job } = await this.#deps.jobs.enqueue({
      kind: remoteDescribeKind,
      params: { table: id, name },
      coalesceKey: key,
      concurrencyKey: key,
      ...(actor.userId !== undefined && { createdBy: actor.userId }),
      ...(requestId !== undefined && { requestId }),
    });
    return job.id;
  }

  /** Has a table described; gives why that was not possible. What was known of it before stays. */
  async #settle(table: Table, source: Source): Promise<PlatformError | undefined> {
    const { remoteTables } = this.#deps;
    const answer = await answered(() => remoteTables.renew(table, source, AbortSignal.timeout(describeMs)));
    const fault = 'error' in answer ? answer.error : faultOf(table, answer.description.kind);
    await this.#publish(table, source, fault);
    return fault;
  }

  async #publish(table: Table, source: Source, fault: PlatformError | undefined): Promise<void> {
    const { lake, written } = this.#deps;
    const { id, name } = table;
    if (fault) {
      const { code, message } = fault;
      const error = { code, message, retryable: fault.kind === 'upstream' || fault.kind === 'timeout' };
      const failed = [{ id, name, status: 'error', error }] as const;
      await lake.publish({ ...nothing, source: { id: source.id, slug: source.slug }, failed });
      return;
    }
    // Only a table that could not be shown before has a state: it has no data here.
    if (lake.state(id)) await lake.remove([id]);
    await written(source);
  }
}

const nothing: Omit<Change, 'source' | 'failed'> = { tables: [], unchanged: [], removed: [], collect: false };

const faultOf = ({ name }: Table, kind: string): PlatformError | undefined =>
  kind === 'other' ? unsupportedEntity({ table: name }) : undefined;

/** A source that could not be asked at all has not answered either. */
const answered = async (ask: () => Promise<RemoteAnswer>): Promise<RemoteAnswer> => {
  try {
    return await ask();
  } catch (cause) {
    if (isPlatformError(cause)) return { error: cause, what: 'UpstreamError' };
    if (!isTimeout(cause)) throw cause;
    const message = `The source did not say within ${describeMs / 1000} s what it has.`;
    const times = { elapsed_ms: describeMs, timeout_ms: describeMs };
    const detail = { ...upstreamDetail('timeout', message), ...times };
    return { error: remoteTimedOut({ detail }, { cause }), what: 'Timeout' };
  }
};

const isTimeout = (cause: unknown): boolean => cause instanceof DOMException && cause.name === 'TimeoutError';

const tableIdOf = (params: unknown): string =>
  typeof params === 'object' && params !== null && 'table' in params ? String(params.table) : '';
