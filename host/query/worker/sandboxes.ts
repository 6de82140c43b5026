import type { WorkerSettings } from '../protocol.ts';
import type { QueryScope } from '../scope.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';

/** How many sandboxes a worker keeps; one takes about 3 MB. */
const capacity = 8;

/** The sandboxes of one worker, the least recently used one dropped first. */
export class Sandboxes {
  readonly #settings: WorkerSettings;
  readonly #open = new Map<string, Sandbox>();

  constructor(settings: WorkerSettings) {
    this.#settings = settings;
  }

  /** The sandbox of the scope named; `scopeOf` is asked only when there is none yet. */
  async get(key: string, scopeOf: () => Promise<QueryScope>): Promise<Sandbox> {
    const sandbox = this.#open.get(key) ?? (await openSandbox(await scopeOf(), this.#settings));
    this.#open.delete(key);
    this.#open.set(key, sandbox);
    const [oldest] = this.#open.keys();
    if (this.#open.size > capacity && oldest !== undefined) this.drop(oldest);
    return sandbox;
  }

  /** Closes one, for instance because DuckDB declared it dead. */
  drop(key: string): void {
    this.#open.get(key)?.[Symbol.dispose]();
    this.#open.delete(key);
  }
}
