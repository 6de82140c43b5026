import { RateLimiterMemory } from 'rate-limiter-flexible';
import { addressBlock } from './client-address.ts';
import { tooManyRequests } from './errors.ts';
import { type RateClass, type RatedOperation, rateClassOf } from './rate-class.ts';
import type { Timers } from './timers.ts';

/** Calls that were counted under a key since `start`. */
export interface RateWindow {
  readonly key: string;
  readonly start: Date;
  readonly hits: number;
}

/** Where counters outlive the process. */
export interface RateStore {
  /** Windows that began after this moment. */
  load(since: Date): Promise<readonly RateWindow[]>;
  /** Keeps these and forgets what began before `since`. */
  save(windows: readonly RateWindow[], since: Date): Promise<void>;
}

interface RateLimitDeps {
  readonly now: () => number;
  /** Both or none: without them a restart forgets. */
  readonly kept?: { readonly store: RateStore; readonly timers: Timers };
  /** False: what signing in limits by itself has the limit of every public operation. */
  readonly limitsSignIn?: boolean;
}

/** Who calls: an address, and the user behind it once one is known. */
export interface Caller {
  readonly ip: string;
  readonly userId?: string;
}

const windowMs = 60_000;
const batchMs = 1_000;
/** Most counters of one batch: writing them must not become the load that a flood is after. */
const batchSize = 200;

/** Counts calls in fixed windows of a minute. Those of signing in survive a restart: a crash must not refill them. */
export class RateLimit implements AsyncDisposable {
  readonly #deps: RateLimitDeps;
  // The library counts; what is too many differs from operation to operation.
  readonly #windows = new RateLimiterMemory({
    keyPrefix: '',
    points: Number.MAX_SAFE_INTEGER,
    duration: windowMs / 1_000,
  });
  readonly #changed = new Set<string>();
  #callOff: (() => void) | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(deps: RateLimitDeps) {
    this.#deps = deps;
  }

  /** Goes on where the process before has stopped. */
  async load(): Promise<void> {
    const now = this.#deps.now();
    const windows = (await this.#deps.kept?.store.load(new Date(now - windowMs))) ?? [];
    for (const { key, hits, start } of windows) {
      await this.#windows.set(key, hits, (start.getTime() + windowMs - now) / 1_000);
    }
  }

  /** Counts a call; throws when there were too many before it. */
  async check(operation: RatedOperation, caller: Caller): Promise<void> {
    const { name, perMinute, counts } = this.#classFor(operation, caller);
    const key = `${operation.id} ${counts === 'address' ? addressBlock(caller.ip) : caller.userId}`;
    const { consumedPoints } = await this.#windows.consume(key);
    if (name === 'auth') this.#note(key);
    if (consumedPoints > perMinute) throw tooManyRequests({ limit: perMinute });
  }

  /** Keeps what has not been kept. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#callOff?.();
    await this.#saving;
    await this.#save();
  }

  // Somebody whom no credential makes known is a stranger, whatever they ask for.
  #classFor({ perMinute, signed, who }: RatedOperation, { userId }: Caller): RateClass {
    const isLimited = perMinute !== undefined && (signed || this.#deps.limitsSignIn !== false);
    return rateClassOf({
      who: userId === undefined ? 'public' : who,
      ...(isLimited && { perMinute, ...(signed && { signed }) }),
    });
  }

  #note(key: string): void {
    const { kept } = this.#deps;
    if (!kept || this.#changed.size >= batchSize) return;
    this.#changed.add(key);
    this.#callOff ??= kept.timers.after(batchMs, () => {
      this.#callOff = undefined;
      // What could not be kept now is kept with the next call.
      this.#saving = this.#save().catch(() => undefined);
    });
  }

  async #save(): Promise<void> {
    const { kept, now } = this.#deps;
    if (!kept || this.#changed.size === 0) return;
    const keys = [...this.#changed];
    this.#changed.clear();
    const windows = await Promise.all(keys.map((key) => this.#windowOf(key)));
    const since = new Date(now() - windowMs);
    await kept.store.save(windows.flat(), since).catch((cause) => {
      for (const key of keys) this.#changed.add(key);
      throw cause;
    });
  }

  async #windowOf(key: string): Promise<readonly RateWindow[]> {
    const found = await this.#windows.get(key);
    if (!found) return [];
    const start = new Date(this.#deps.now() + found.msBeforeNext - windowMs);
    return [{ key, start, hits: found.consumedPoints }];
  }
}
