import type { Jobs } from '../../jobs/jobs.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Conditions } from '../../store/conditions.ts';
import type { Lake } from '../lake.ts';
import { type SourceStatus, sourceStatus } from './source-status.ts';

/** A run the clock is going to start. */
export interface UpcomingRun {
  readonly id: string;
  readonly kind: string;
  readonly target: string;
  readonly spec: string;
  readonly nextRun: Date;
}

/** Tells what the clock is going to start, soonest first. */
export type UpcomingRuns = () => Promise<readonly UpcomingRun[]>;

/** What a report on sources is made from. */
export interface SourceStatusDeps {
  readonly registry: Pick<Registry, 'sources' | 'tables'>;
  readonly lake: Pick<Lake, 'state'>;
  readonly conditions: Pick<Conditions, 'open'>;
  readonly jobs: Pick<Jobs, 'unfinished'>;
  readonly upcoming: UpcomingRuns;
  /** Kind of the jobs that read sources. */
  readonly runKind: string;
  readonly now: () => number;
}

/** Tells how every source is doing; for administrators. */
export class SourceStatuses {
  readonly #deps: SourceStatusDeps;

  constructor(deps: SourceStatusDeps) {
    this.#deps = deps;
  }

  /** By slug. */
  async list(): Promise<readonly SourceStatus[]> {
    const { registry, lake, conditions, jobs, upcoming, runKind, now } = this.#deps;
    const ticks = (await upcoming()).filter(({ kind, target }) => kind === runKind && target === '');
    const facts = {
      tables: await registry.tables(),
      stateOf: (id: string) => lake.state(id),
      conditions: await conditions.open(),
      runs: await jobs.unfinished(runKind),
      nextTick: ticks[0]?.nextRun,
      now: now(),
    };
    return (await registry.sources()).map((source) => sourceStatus(source, facts));
  }
}
