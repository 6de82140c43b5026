import type { Kysely } from 'kysely';
import {
  deleteWindows,
  findWindow,
  forgetWindows,
  putWindows,
  type RateRow,
} from '../../store/rate-windows-repository.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { digest } from '../credentials/access-token.ts';
import { accountSlowed, passwordLocked } from './errors.ts';

/** Somebody who is about to name a password, for an account that may or may not exist. */
export interface Attempt {
  /** From `emailKey`. */
  readonly emailKey: string;
  readonly ip: string;
  /** Whether this account has signed in from this address before. */
  readonly isKnownAddress: boolean;
}

const prefix = 'account:';
/** Failures in a row that cost nothing. */
const free = 5;
/** Failures in a row after which no password is looked at. */
const most = 100;
const longestSeconds = 15 * 60;
const keptMs = 30 * 24 * 60 * 60 * 1_000;

/**
 * Slows down who guesses the passwords of one account, from however many addresses.
 *
 * Strangers share one count for an account. An address the account has signed in from has a count of its own: whatever
 * strangers do, its owner is let in there. The rows are the same for accounts that do not exist.
 */
export class AccountSlowdown {
  readonly #store: SystemStore;
  readonly #now: () => number;

  constructor({ store, now }: { store: SystemStore; now: () => number }) {
    this.#store = store;
    this.#now = now;
  }

  /**
   * Throws when the attempt comes too early. To be asked before a password is looked at.
   *
   * The attempt is counted as a failure here already: of a hundred at the same moment each sees those before it, and
   * whoever kills the host in between has not won a guess.
   */
  async check(attempt: Attempt): Promise<void> {
    const key = keyOf(attempt);
    const now = this.#now();
    await this.#store.keep(async (tx) => {
      const { hits, blocked_until } = (await findWindow(tx, key)) ?? { hits: 0, blocked_until: null };
      if (hits >= most) throw passwordLocked({});
      const waitMs = (blocked_until?.getTime() ?? now) - now;
      if (waitMs > 0) throw accountSlowed({ retry_after_seconds: Math.ceil(waitMs / 1_000) });
      await this.#put(tx, key, hits + 1);
      if (hits === 0) await this.#forget(tx);
    });
  }

  /** The password was wrong: the wait begins now. */
  async failed(attempt: Attempt): Promise<void> {
    const key = keyOf(attempt);
    await this.#store.keep(async (tx) => {
      const row = await findWindow(tx, key);
      if (row && row.hits >= free) await this.#put(tx, key, row.hits);
    });
  }

  /** Nobody looked at the password, for want of memory or a plugin: the attempt is taken back. */
  async undone(attempt: Attempt): Promise<void> {
    const key = keyOf(attempt);
    await this.#store.keep(async (tx) => {
      const row = await findWindow(tx, key);
      if (row) await this.#put(tx, key, Math.max(0, row.hits - 1));
    });
  }

  /** The password was right: the count of this caller starts from nothing. */
  async succeeded(attempt: Attempt): Promise<void> {
    await this.#store.keep((tx) => deleteWindows(tx, [keyOf(attempt)]));
  }

  /** The account was proven in another way, or an administrator says so: every count of it ends. */
  async reset(emailKey: string): Promise<void> {
    const own = { prefix: accountKey(emailKey), since: new Date(this.#now()) };
    await this.#store.keep((tx) => forgetWindows(tx, own));
  }

  async #put(tx: Kysely<Tables>, key: string, hits: number): Promise<void> {
    const now = this.#now();
    await putWindows(tx, [
      { key, hits, window_start: new Date(now), blocked_until: blockedUntil(hits, now) },
    ]);
  }

  /** Names nobody has, and owners who gave up: a count that is not a lock ends after a month. */
  async #forget(tx: Kysely<Tables>): Promise<void> {
    await forgetWindows(tx, { prefix, since: new Date(this.#now() - keptMs), below: most });
  }
}

const accountKey = (emailKey: string): string => `${prefix}${digest(emailKey)}`;

const keyOf = ({ emailKey, ip, isKnownAddress }: Attempt): string =>
  isKnownAddress ? `${accountKey(emailKey)} ${ip}` : accountKey(emailKey);

const blockedUntil = (hits: number, now: number): RateRow['blocked_until'] =>
  hits < free ? null : new Date(now + Math.min(2 ** (hits - free), longestSeconds) * 1_000);
