import type { QueryPool } from './pool.ts';
import { Turns } from './turns.ts';

/** What lanes are made of. */
export interface LaneParts {
  readonly pool: Pick<QueryPool, 'run'>;
  /** For what may take long; absent: `pool` does that, too. */
  readonly heavyPool?: Pick<QueryPool, 'run'>;
  readonly limits: {
    readonly timeoutMs: number;
    /** The same for what runs in the background. */
    readonly heavyTimeoutMs?: number;
  };
}

/** Where statements of one kind run: in workers of their own, each user in turn. */
export interface QueryLane {
  readonly pool: Pick<QueryPool, 'run'>;
  readonly turns: Turns;
  /** Longest run. */
  readonly timeoutMs: number;
}

const turnLimits = { running: 5, waiting: 8 };

/** Two lanes: however much is heavy, the workers of the other lane are there for what somebody waits for. */
export const lanesOf = ({ pool, heavyPool = pool, limits }: LaneParts) => {
  const { timeoutMs, heavyTimeoutMs = timeoutMs } = limits;
  const lane = (parts: Omit<QueryLane, 'turns'>): QueryLane => ({ ...parts, turns: new Turns(turnLimits) });
  return {
    interactive: lane({ pool, timeoutMs }),
    heavy: lane({ pool: heavyPool, timeoutMs: heavyTimeoutMs }),
  };
};
