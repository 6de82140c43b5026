import type { SystemStore } from '../system-store.ts';
import { addAmount, amountOf, type Counted } from './quota-repository.ts';

interface QuotaDeps {
  readonly store: Pick<SystemStore, 'read' | 'keep'>;
  /** What is counted, such as `scan_bytes`. */
  readonly kind: string;
  /** Milliseconds UTC. */
  readonly now: () => number;
}

const dayMs = 86_400_000;

/** Counts what each user takes in a day of UTC. It survives restarts. */
export class DailyQuota {
  readonly #deps: QuotaDeps;

  constructor(deps: QuotaDeps) {
    this.#deps = deps;
  }

  /** What a user has taken today. */
  used(userId: string): Promise<number> {
    return amountOf(this.#deps.store.read, this.#counted(userId));
  }

  /** Counts more for a user. */
  async charge(userId: string, amount: number): Promise<void> {
    if (amount <= 0) return;
    await this.#deps.store.keep((tx) => addAmount(tx, this.#counted(userId), Math.ceil(amount)));
  }

  /** Seconds until the count begins anew. */
  secondsLeft(): number {
    return Math.ceil((dayMs - (this.#deps.now() % dayMs)) / 1000);
  }

  #counted(userId: string): Counted {
    const { kind, now } = this.#deps;
    return { userId, kind, day: new Date(now()).toISOString().slice(0, 10) };
  }
}
