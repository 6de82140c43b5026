import { type LlmBudget, LlmBudgetExceeded, type LlmCaps } from '@agnes/sdk';
import type { SystemStore } from '../store/system-store.ts';
import { addUsage, usageOf } from './repository.ts';

interface BudgetDeps {
  readonly store: SystemStore;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
}

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
      if ((await usageOf(tx, tokens)) >= tokensPerDay) {
        throw LlmBudgetExceeded({ counter, what: 'tokens a day', limit: tokensPerDay });
      }
      if ((await usageOf(tx, calls)) >= callsPerHour) {
        throw LlmBudgetExceeded({ counter, what: 'calls an hour', limit: callsPerHour });
      }
      await addUsage(tx, calls, 1);
    });
  }

  async spend(counter: string, tokens: number): Promise<void> {
    await this.#deps.store.keep((tx) => addUsage(tx, this.#tokens(counter), tokens));
  }

  #calls(counter: string) {
    return { kind: `llm_calls:${counter}`, day: this.#time().slice(0, 13) };
  }

  #tokens(counter: string) {
    return { kind: `llm_tokens:${counter}`, day: this.#time().slice(0, 10) };
  }

  #time(): string {
    return new Date(this.#deps.now()).toISOString();
  }
}
