import { isPlatformError } from '@agnes/sdk/errors';
import { queryCancelled, tooManyQueries } from './errors.ts';

/** How many queries of one user run at a time, and how many more may wait. */
export interface TurnLimits {
  readonly running: number;
  readonly waiting: number;
}

interface Line {
  running: number;
  readonly waiting: Set<() => void>;
}

const retryAfterSeconds = 5;

/** Lets each user run a few queries at once and queue a few more, so that nobody can fill the pool. */
export class Turns {
  readonly #limits: TurnLimits;
  readonly #lines = new Map<string, Line>();

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  /** Waits for a turn of this user; what it resolves with gives the turn back. */
  async take(user: string, signal: AbortSignal): Promise<() => void> {
    const line = this.#lines.get(user) ?? { running: 0, waiting: new Set() };
    this.#lines.set(user, line);
    if (line.running < this.#limits.running) line.running += 1;
    else await this.#wait(line, signal);
    return () => this.#give(user, line);
  }

  async #wait(line: Line, signal: AbortSignal): Promise<void> {
    const { running, waiting } = this.#limits;
    const current = line.running + line.waiting.size;
    if (current >= running + waiting) throw tooMany(current, running + waiting);
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        line.waiting.delete(take);
        reject(isPlatformError(signal.reason) ? signal.reason : queryCancelled({}));
      };
      const take = (): void => {
        line.waiting.delete(take);
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      line.waiting.add(take);
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
    });
  }

  #give(user: string, line: Line): void {
    const [next] = line.waiting;
    // The turn goes from one to the next; the number running stays.
    if (next) next();
    else line.running -= 1;
    if (line.running === 0) this.#lines.delete(user);
  }
}

const tooMany = (current: number, limit: number): Error =>
  tooManyQueries({
    detail: {
      reason: 'concurrent_slot_exceeded',
      kind: 'concurrent_queries',
      current,
      limit,
      retry_after_seconds: retryAfterSeconds,
    },
    retry_after_seconds: retryAfterSeconds,
  });
