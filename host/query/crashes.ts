import { createHash } from 'node:crypto';
import { crashedTooOften, queryCrashed } from './errors.ts';
import type { QueryRequest } from './query-request.ts';

/** How long a crash is remembered, in milliseconds, and how long its author is held off after the last one. */
const rememberedMs = 600_000;
/** Crashes within that time that are too many. */
const tooMany = 3;

/** A statement on its way to a worker. */
export interface Suspect extends Pick<QueryRequest, 'user' | 'sql' | 'params'> {
  /** Key of what it reads. */
  readonly scope: string;
}

/**
 * What crashed workers: the same statement over the same data is not run again for ten minutes, whoever asks, and
 * whoever crashes worker after worker is held off for as long; everybody else goes on.
 */
export class Crashes {
  readonly #now: () => number;
  readonly #times = new Map<string, readonly number[]>();
  /** When statements crashed, by their key. */
  readonly #statements = new Map<string, number>();

  /** `now`: milliseconds UTC. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** A statement crashed its worker. */
  note(suspect: Suspect): void {
    const { user } = suspect;
    for (const [key, at] of this.#statements) if (!this.#isRecent(at)) this.#statements.delete(key);
    this.#statements.set(keyOf(suspect), this.#now());
    for (const each of this.#times.keys()) if (this.#recent(each).length === 0) this.#times.delete(each);
    if (user !== undefined) this.#times.set(user, [...this.#recent(user), this.#now()].slice(-tooMany));
  }

  /** Throws while its author is held off, and for a statement that would crash again. */
  check(suspect: Suspect): void {
    if (suspect.user !== undefined) this.checkUser(suspect.user);
    // Of most hosts nothing has ever crashed.
    const at = this.#statements.size > 0 ? this.#statements.get(keyOf(suspect)) : undefined;
    if (at !== undefined && this.#isRecent(at)) throw queryCrashed({ detail: { kind: 'query_crashed' } });
  }

  /** Throws while this user is held off. */
  checkUser(user: string): void {
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
    const isHeld = times.length >= tooMany && this.#isRecent(times.at(-1) ?? 0);
    return isHeld ? times : times.filter((at) => this.#isRecent(at));
  }

  #isRecent(at: number): boolean {
    return at > this.#now() - rememberedMs;
  }
}

/** With its values: for others it may be sound. */
const keyOf = ({ scope, sql, params = [] }: Suspect): string =>
  createHash('sha256')
    .update(JSON.stringify([scope, sql, params]))
    .digest('hex');
