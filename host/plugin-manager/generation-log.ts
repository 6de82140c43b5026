import type { GenerationLock } from '../kernel/generation-lock.ts';
import { reasonOf } from '../kernel/reason.ts';
import type { SystemStore } from '../store/system-store.ts';
import {
  commitGeneration,
  type GenerationRecord,
  generationRecords,
  highestGeneration,
  isActive,
  isCommitted,
  type KeptLocks,
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
  readonly #known: KeptLocks = new Map();

  constructor(deps: LogDeps) {
    this.#deps = deps;
  }

  /** From now on this one runs. One that had run before has proved itself. */
  activated(lock: GenerationLock, as: 'new' | 'proven' = 'new'): Promise<void> {
    return this.#keep(async (tx) => {
      await supersede(tx);
      await keepOutcome(tx, { lock, status: 'active', reason: undefined, at: this.#at() });
      if (as === 'proven') await commitGeneration(tx, lock.generation, this.#at());
    });
  }

  /** Whether the host ended before it had watched this one to the end. */
  async isUnproven({ generation }: GenerationLock): Promise<boolean> {
    return !(await isCommitted(this.#deps.store.read, generation));
  }

  /** It proved itself, also when nobody could write down that it runs. */
  committed(lock: GenerationLock): Promise<void> {
    return this.#keep(async (tx) => {
      const at = this.#at();
      if (!(await isActive(tx, lock.generation))) {
        await supersede(tx);
        await keepOutcome(tx, { lock, status: 'active', reason: undefined, at });
      }
      await commitGeneration(tx, lock.generation, at);
    });
  }

  /** It never ran, or ran no longer than it was watched. */
  failed(lock: GenerationLock, status: 'failed' | 'rolled_back', cause: unknown): Promise<void> {
    const reason = typeof cause === 'string' ? cause : reasonOf(cause);
    return this.#keep((tx) => keepOutcome(tx, { lock, status, reason, at: this.#at() }));
  }

  /** Newest first. */
  all(): Promise<readonly GenerationRecord[]> {
    return generationRecords(this.#deps.store.read, this.#known);
  }

  /** The highest number that was ever used, as far as it is known; 0 when there was none. */
  async highest(): Promise<number> {
    return highestGeneration(this.#deps.store.read).catch((error: unknown) => {
      this.#deps.log('What became of earlier generations of plugins could not be read.', error);
      return 0;
    });
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
