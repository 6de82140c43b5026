import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { newId } from '../../store/new-id.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { digest } from '../credentials/access-token.ts';
import { consumeOneShot, findOpenOneShot, insertOneShot, type OneShot, voidOneShots } from './repository.ts';

/** What a token is for, whose it is, and how long it lives. */
export interface OneShotDraft {
  readonly purpose: string;
  readonly lifeSeconds: number;
  /** Only this user can use it, and only while active. Issuing one voids the user's older ones of this purpose. */
  readonly userId?: string;
  /** The older ones go on: each was given to somebody else. */
  readonly besideOthers?: true;
  readonly emailKey?: string;
  /** Kept beside it; never a secret. */
  readonly payload?: unknown;
}

/** A token that has just been made; its value is known only here. */
export interface Issued {
  readonly id: string;
  readonly token: string;
  readonly expiresAt: Date;
}

/** A token that somebody used up, or looked at. */
export interface Taken {
  readonly id: string;
  readonly userId?: string;
  readonly emailKey?: string;
  readonly payload: unknown;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Tokens that work once: codes and links. Only their hashes are stored. */
export class OneShots {
  readonly #store: SystemStore;
  readonly #now: () => number;

  constructor({ store, now }: { store: SystemStore; now: () => number }) {
    this.#store = store;
    this.#now = now;
  }

  /** Makes one inside the transaction of what it is for. `value` replaces the random one where people type it. */
  async issue(tx: Kysely<Tables>, draft: OneShotDraft, value = newToken()): Promise<Issued> {
    const { purpose, userId, emailKey, payload, lifeSeconds } = draft;
    const createdAt = new Date(this.#now());
    const expiresAt = new Date(createdAt.getTime() + lifeSeconds * 1000);
    if (userId !== undefined && !draft.besideOthers) await voidOneShots(tx, { purpose, userId });
    const id = newId();
    await insertOneShot(tx, {
      id,
      purpose,
      token_hash: digest(value),
      user_id: userId ?? null,
      email_key: emailKey ?? null,
      payload: payload === undefined ? null : JSON.stringify(payload),
      created_at: createdAt,
      expires_at: expiresAt,
    });
    return { id, token: value, expiresAt };
  }

  /** Uses one up in a transaction of its own. Of many callers at once exactly one gets it. */
  consume(wanted: { purpose: string; token: string; ip: string }): Promise<Taken | undefined> {
    return this.#store.keep((tx) => this.consumeIn(tx, wanted));
  }

  /** The same inside the transaction of what it is used for. */
  async consumeIn(
    tx: Kysely<Tables>,
    { purpose, token, ip }: { purpose: string; token: string; ip: string },
  ): Promise<Taken | undefined> {
    const row = await consumeOneShot(tx, { ...this.#wanted(purpose, token), ip });
    return row && takenOf(row);
  }

  /** Looks without using it up; whose it is may no longer be active. */
  async peek(wanted: { purpose: string; token: string }): Promise<Taken | undefined> {
    const row = await findOpenOneShot(this.#store.read, this.#wanted(wanted.purpose, wanted.token));
    return row && takenOf(row);
  }

  #wanted(purpose: string, token: string) {
    return { purpose, hash: digest(token), now: new Date(this.#now()) };
  }
}

/** 256 random bits for addresses. */
const newToken = (): string => randomBytes(32).toString('base64url');

const takenOf = ({ id, user_id, email_key, payload, created_at, expires_at }: OneShot): Taken => ({
  id,
  ...(user_id !== null && { userId: user_id }),
  ...(email_key !== null && { emailKey: email_key }),
  payload: payload === null ? undefined : JSON.parse(payload),
  createdAt: created_at,
  expiresAt: expires_at,
});
