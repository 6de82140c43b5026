import { type LlmBudget, LlmBudgetExceeded, type LlmCaps } from '@agnes/sdk';
import { addAmount, amountOf } from '../store/quota/quota-repository.ts';
import type { SystemStore } from '../store/system-store.ts';

interface BudgetDeps {
  readonly store: SystemStore;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
}

/** Nobody's own quota: the one of the whole instance. */
const userId = 'system:llm';

/** Counts calls by the hour and tokens by the day, in the system database: no restart gives a new budget. */
export class StoredBudget implements LlmBudget {
  readonly #deps: BudgetDeps;

  constructor(deps: BudgetDeps) {
    this.#deps = deps;
  }

  async take(counter: string, { callsPerHour, tokensPerDay }: LlmCaps): Promise<void> {
    const { store } = this.#deps;
    const [calls, tokens] = [this.#calls(counter), this.#tokens(counter)];
    // Looked at and counted in one transaction: of two calls at once, only one is the last that is allowed.
    await store.keep(async (tx) => {
      if ((await amountOf(tx, tokens)) >= tokensPerDay) {
        throw LlmBudgetExceeded({ counter, what: 'tokens a day', limit: tokensPerDay });
      }
      if ((await amountOf(tx, calls)) >= callsPerHour) {
        throw LlmBudgetExceeded({ counter, what: 'calls an hour', limit: callsPerHour });
      }
      await addAmount(tx, calls, 1);
    });
  }

  async spend(counter: string, tokens: number): Promise<void> {
    await this.#deps.store.keep((tx) => addAmount(tx, this.#tokens(counter), tokens));
  }

  #calls(counter: string) {
    return { userId, kind: `llm_calls:${counter}`, day: this.#time().slice(0, 13) };
  }

  #tokens(counter: string) {
    return { userId, kind: `llm_tokens:${counter}`, day: this.#time().slice(0, 10) };
  }

  #time(): string {
    return new Date(this.#deps.now()).toISOString();
  }
}
