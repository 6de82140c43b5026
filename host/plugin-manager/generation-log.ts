import type { GenerationLock } from '../kernel/generation-lock.ts';
import { reasonOf } from '../kernel/reason.ts';
import type { SystemStore } from '../store/system-store.ts';
import {
  commitGeneration,
  type GenerationRecord,
  generationRecords,
  keepOutcome,
  supersede,
} from './generation-repository.ts';

interface LogDeps {
  readonly store: Pick<SystemStore, 'read' | 'keep'>;
  readonly now: () => number;
  /** Told what could not be written down. */
  readonly log: (message: string, error: unknown) => void;
}

type Work = Parameters<LogDeps['store']['keep']>[0];

/** How each generation of plugins went, for people. Which one counts is said by files: a change never fails because of this. */
export class GenerationLog {
  readonly #deps: LogDeps;

  constructor(deps: LogDeps) {
    this.#deps = deps;
  }

  /** From now on this one runs. */
  activated(lock: GenerationLock): Promise<void> {
    return this.#keep(async (tx) => {
      await supersede(tx);
      await keepOutcome(tx, { lock, status: 'active', reason: undefined, at: this.#at() });
    });
  }

  /** It proved itself. */
  committed({ generation }: GenerationLock): Promise<void> {
    return this.#keep((tx) => commitGeneration(tx, generation, this.#at()));
  }

  /** It never ran, or ran no longer than it was watched. */
  failed(lock: GenerationLock, status: 'failed' | 'rolled_back', cause: unknown): Promise<void> {
    const reason = typeof cause === 'string' ? cause : reasonOf(cause);
    return this.#keep((tx) => keepOutcome(tx, { lock, status, reason, at: this.#at() }));
  }

  /** Newest first. */
  all(): Promise<readonly GenerationRecord[]> {
    return generationRecords(this.#deps.store.read);
  }

  /** The highest number that was ever used; 0 when there was none. */
  async highest(): Promise<number> {
    const [newest] = await this.all();
    return newest?.lock.generation ?? 0;
  }

  #at(): Date {
    return new Date(this.#deps.now());
  }

  async #keep(work: Work): Promise<void> {
    await this.#deps.store.keep(work).catch((error: unknown) => {
      this.#deps.log('What became of a generation of plugins could not be written down.', error);
    });
  }
}
