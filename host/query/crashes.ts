import { crashedTooOften } from './errors.ts';

/** How long a crash is remembered, in milliseconds, and how long its author is held off after the last one. */
const rememberedMs = 600_000;
/** Crashes within that time that are too many. */
const tooMany = 3;

/** Holds off whoever crashes worker after worker, for ten minutes; everybody else goes on. */
export class Crashes {
  readonly #now: () => number;
  readonly #times = new Map<string, readonly number[]>();

  /** `now`: milliseconds UTC. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** A statement of this user crashed its worker. */
  note(user: string): void {
    for (const each of this.#times.keys()) if (this.#recent(each).length === 0) this.#times.delete(each);
    this.#times.set(user, [...this.#recent(user), this.#now()].slice(-tooMany));
  }

  /** Throws while this user is held off. */
  check(user: string): void {
    const recent = this.#recent(user);
    const last = recent.at(-1);
    if (last === undefined || recent.length < tooMany) return;
    const retry_after_seconds = Math.max(1, Math.ceil((last + rememberedMs - this.#now()) / 1_000));
    throw crashedTooOften({
      detail: { reason: 'crashed_too_often', kind: 'query_crashed', crashes: tooMany, retry_after_seconds },
      retry_after_seconds,
    });
  }

  /** Of one who is held off those that brought it about, until the last of them is old. */
  #recent(user: string): readonly number[] {
    const times = this.#times.get(user) ?? [];
    const since = this.#now() - rememberedMs;
    const isHeld = times.length >= tooMany && (times.at(-1) ?? 0) > since;
    return isHeld ? times : times.filter((at) => at > since);
  }
}
