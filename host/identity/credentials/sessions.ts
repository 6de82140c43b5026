import type { Kysely } from 'kysely';
import { sessionOnly } from '../../http/errors.ts';
import type { Intent } from '../../http/intent.ts';
import type { Principal } from '../../http/principal.ts';
import { newId } from '../../store/new-id.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import type { User } from '../users/user.ts';
import { digest, signToken } from './access-token.ts';
import { insertSession, revokePersonalToken, revokeSessions } from './repository.ts';

/** How long a session lives, in seconds; the cookie lives as long. */
export const sessionSeconds = 24 * 60 * 60;

/** Where a sign-in comes from. */
export interface Origin {
  readonly ip: string;
  readonly userAgent: string;
}

/** A session that has just been opened. The token is known only here. */
export interface OpenedSession {
  readonly id: string;
  readonly token: string;
}

/** Opens and ends sessions. */
export class Sessions {
  readonly #store: SystemStore;
  readonly #key: Uint8Array;
  readonly #now: () => number;

  constructor({ store, key, now }: { store: SystemStore; key: Uint8Array; now: () => number }) {
    this.#store = store;
    this.#key = key;
    this.#now = now;
  }

  /** Takes the transaction of the sign-in, so that there is no session without its audit row. */
  async open(tx: Kysely<Tables>, user: User, { ip, userAgent }: Origin): Promise<OpenedSession> {
    const id = newId();
    const createdAt = new Date(this.#now());
    const expiresAt = new Date(createdAt.getTime() + sessionSeconds * 1000);
    const claims = { sub: user.id, email: user.email, typ: 'session' as const, jti: id };
    const token = await signToken(this.#key, { ...claims, issuedAt: createdAt, expiresAt });
    const tokenHash = digest(token);
    await insertSession(tx, { id, userId: user.id, tokenHash, createdAt, expiresAt, ip, userAgent });
    return { id, token };
  }

  /** Ends what was presented; with `all`, every session of the caller, which only a session may ask for. */
  async logout(principal: Principal, { all }: { all: boolean }, intent: Intent): Promise<void> {
    const { userId, tokenId, kind } = principal;
    if (tokenId === undefined || (all && kind !== 'session')) throw sessionOnly({ kind });
    const at = new Date(this.#now());
    const which = all ? { userId } : { id: tokenId };
    await this.#store.write(intent, (tx) =>
      kind === 'pat'
        ? revokePersonalToken(tx, tokenId, at)
        : revokeSessions(tx, which, { by: userId, at, reason: 'logout' }),
    );
  }
}
