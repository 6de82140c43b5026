import type { Jobs } from '../../jobs/jobs.ts';
import type { Registry } from '../../registry/registry.ts';
import type { PushedEvents } from '../../registry/sources/open-events.ts';
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
  /** Kinds of the jobs that read sources; the first is the one that the clock starts. */
  readonly runKinds: readonly [string, ...string[]];
  readonly deliveries: PushedEvents;
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
    const { registry, lake, conditions, jobs, upcoming, runKinds, deliveries, now } = this.#deps;
    const sources = await registry.sources();
    const events = await deliveries.open(sources);
    const runs = await Promise.all(runKinds.map((kind) => jobs.unfinished(kind)));
    const ticks = (await upcoming()).filter(({ kind, target }) => kind === runKinds[0] && target === '');
    const facts = {
      tables: await registry.tables(),
      stateOf: (id: string) => lake.state(id),
      conditions: await conditions.open(),
      runs: runs.flat(),
      eventsOf: (id: string) => events.get(id),
      nextTick: ticks[0]?.nextRun,
      now: now(),
    };
    return sources.map((source) => sourceStatus(source, facts));
  }
}
