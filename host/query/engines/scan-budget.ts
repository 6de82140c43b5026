import type { DailyQuota } from '../../store/quota/daily-quota.ts';
import { dailyByteCapExceeded, tooManyScans } from './errors.ts';

/** What one user may have of sources. */
interface ScanLimits {
  /** Statements at sources at a time. */
  readonly concurrent: number;
  /** Bytes in a day of UTC. */
  readonly dailyBytes: number;
}

interface BudgetDeps {
  readonly quota: Pick<DailyQuota, 'used' | 'charge' | 'secondsLeft'>;
  readonly limits: ScanLimits;
}

interface Open {
  running: number;
  /** Bytes that running statements are expected to read, and that are not counted yet. */
  expected: number;
  /** Ends when what was begun before has: between a look at the day and what follows from it nobody else counts. */
  turn: Promise<unknown>;
}

const retryAfterSeconds = 5;

/** Holds each user to what they may read at sources: at a time, and in a day. */
export class ScanBudget {
  readonly #deps: BudgetDeps;
  readonly #open = new Map<string, Open>();

  constructor(deps: BudgetDeps) {
    this.#deps = deps;
  }

  /** A place for one statement; throws when the day is used up, or no place is free. */
  async enter(userId: string): Promise<BudgetedScan> {
    const { limits } = this.#deps;
    await this.check(userId, 0);
    const open = this.#open.get(userId) ?? { running: 0, expected: 0, turn: Promise.resolve() };
    if (open.running >= limits.concurrent) throw tooMany(open.running, limits.concurrent);
    open.running += 1;
    this.#open.set(userId, open);
    let expected = 0;
    return {
      expect: (bytes) =>
        inTurn(open, async () => {
          await this.check(userId, bytes);
          expected += bytes;
          open.expected += bytes;
        }),
      charge: (bytes) =>
        inTurn(open, async () => {
          await this.#deps.quota.charge(userId, bytes);
          const met = Math.min(bytes, expected);
          expected -= met;
          open.expected -= met;
        }),
      [Symbol.dispose]: () => {
        open.running -= 1;
        open.expected -= expected;
        if (open.running === 0) this.#open.delete(userId);
      },
    };
  }

  /** Fails when nothing of the day is left, or when what is to come is more than that. */
  async check(userId: string, bytes: number): Promise<void> {
    const { quota, limits } = this.#deps;
    const taken = (await quota.used(userId)) + (this.#open.get(userId)?.expected ?? 0);
    if (taken < limits.dailyBytes && taken + bytes <= limits.dailyBytes) return;
    const retry_after_seconds = quota.secondsLeft();
    const detail = {
      reason: 'daily_byte_cap_exceeded',
      kind: 'daily_bytes',
      current: taken,
      limit: limits.dailyBytes,
      retry_after_seconds,
    } as const;
    throw dailyByteCapExceeded({ detail, retry_after_seconds });
  }
}

/** The place of one statement, until it is disposed of. */
export interface BudgetedScan extends Disposable {
  /** Says what is going to be read; throws when that is more than the day has left. */
  expect(bytes: number): Promise<void>;
  /** Counts what was read. */
  charge(bytes: number): Promise<void>;
}

const inTurn = (open: Open, work: () => Promise<void>): Promise<void> => {
  const done = open.turn.then(work);
  // Whoever began it is told by `done`; those who wait only want it to be over.
  open.turn = done.catch(() => {});
  return done;
};

const tooMany = (current: number, limit: number): Error =>
  tooManyScans({
    detail: {
      reason: 'concurrent_slot_exceeded',
      kind: 'concurrent_scans',
      current,
      limit,
      retry_after_seconds: retryAfterSeconds,
    },
    retry_after_seconds: retryAfterSeconds,
  });
