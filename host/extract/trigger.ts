import type { Intent } from '../http/intent.ts';
import type { Enqueued } from '../jobs/enqueue.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Registry } from '../registry/registry.ts';
import { unknownConnection, unknownTables } from './run-errors.ts';
import { type RunParams, readRunParams } from './run-params.ts';

/** Kind of the jobs that read sources. */
export const syncRunKind = 'sync.run';

/** Kind of the jobs that read a source for what was pushed to it. */
export const pushedRunKind = 'webhook.process';

/** Kinds of every job that is a run of sources. */
export const runKinds = [syncRunKind, pushedRunKind] as const;

/** Equal runs that wait are one. */
const coalesceKeyOf = ({ trigger: _, ...asked }: RunParams): string =>
  `${syncRunKind} ${JSON.stringify(Object.entries(asked).sort())}`;

/** What the run of every table that is due is asked for. */
export const dueRun = { force: false, trigger: 'schedule' } as const;

/** How a schedule queues a run: one that waits already and reads the same, whoever asked, is used again. */
export const scheduledRun = (payload: unknown) => {
  // Payloads are objects: neither the operations nor the defaults store anything else.
  const params = { ...dueRun, ...(payload as object | undefined) };
  const checked = readRunParams(params);
  return { params, lane: 'heavy', ...(checked.ok && { coalesceKey: coalesceKeyOf(checked.value) }) } as const;
};

/** What to read. Tables may be named by id or by name; a connection by its slug. */
export interface TriggerRequest {
  readonly tables?: readonly string[];
  readonly connection?: string;
  readonly force?: boolean;
  readonly dry_run?: boolean;
  readonly allow_shrink?: boolean;
  readonly accept_schema?: boolean;
}

/** Who asks, for the queue. */
export interface TriggerOrigin {
  readonly trigger: string;
  readonly createdBy?: string;
  readonly requestId?: string;
  readonly idempotencyKey?: string;
}

/** What was put into the queue. */
export interface Triggered extends Enqueued {
  readonly tables: readonly string[] | 'all';
}

/** Queues runs. An equal run that is still waiting is used again. */
export class SyncTrigger {
  readonly #registry: Pick<Registry, 'find' | 'findSource'>;
  readonly #jobs: Pick<Jobs, 'enqueue'>;

  constructor({
    registry,
    jobs,
  }: {
    readonly registry: Pick<Registry, 'find' | 'findSource'>;
    readonly jobs: Pick<Jobs, 'enqueue'>;
  }) {
    this.#registry = registry;
    this.#jobs = jobs;
  }

  /** With an intent the audit row is in the same transaction. */
  async run(request: TriggerRequest, origin: TriggerOrigin, intent?: Intent): Promise<Triggered> {
    const { trigger, ...asked } = origin;
    const params = { ...(await this.#check(request)), trigger };
    const enqueued = await this.#jobs.enqueue(
      {
        kind: syncRunKind,
        params,
        lane: 'heavy',
        coalesceKey: coalesceKeyOf(params),
        ...asked,
      },
      intent,
    );
    return { ...enqueued, tables: params.tables ?? 'all' };
  }

  async #check({
    tables,
    connection,
    force = false,
    ...flags
  }: TriggerRequest): Promise<Omit<RunParams, 'trigger'>> {
    if (connection !== undefined && !(await this.#registry.findSource(connection))) {
      throw unknownConnection({ connection });
    }
    const found = await Promise.all((tables ?? []).map((table) => this.#registry.find(table)));
    const unknown = (tables ?? []).filter((_, index) => !found[index]);
    if (unknown.length > 0) throw unknownTables({ tables: unknown });
    const ids = found.flatMap((table) => table?.id ?? []).sort();
    return {
      force,
      ...(tables && { tables: [...new Set(ids)] }),
      ...(connection !== undefined && { connection }),
      ...(flags.dry_run && { dry_run: true }),
      ...(flags.allow_shrink && { allow_shrink: true }),
      ...(flags.accept_schema && { accept_schema: true }),
    };
  }
}
