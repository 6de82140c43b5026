import type { Intent } from '../../http/intent.ts';
import type { Principal } from '../../http/principal.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { sessionUnknown } from './errors.ts';
import { isSessionOf, liveSessionsOf, type SessionRow } from './overview-repository.ts';
import { revokeSessions } from './repository.ts';

/** A session, and whether it is the one that asks. */
export type OwnSession = SessionRow & { readonly isCurrent: boolean };

/** Whose sessions, and through which one of them the question comes. */
type Whose = Pick<Principal, 'userId'> & { readonly tokenId?: string | undefined };

/** Where somebody is signed in. Everybody sees and ends only their own. */
export class OwnSessions {
  readonly #store: SystemStore;
  readonly #now: () => number;

  constructor({ store, now }: { store: SystemStore; now: () => number }) {
    this.#store = store;
    this.#now = now;
  }

  /** Those that have not ended, newest first. */
  async list({ userId, tokenId }: Whose): Promise<readonly OwnSession[]> {
    const rows = await liveSessionsOf(this.#store.read, userId, new Date(this.#now()));
    return rows.map((row) => ({ ...row, isCurrent: row.id === tokenId }));
  }

  /** Ends one; ending it again changes nothing. */
  async end({ userId }: Principal, id: string, intent: Intent): Promise<void> {
    const ended = { by: userId, at: new Date(this.#now()), reason: 'user' };
    await this.#store.write(intent, async (tx) => {
      if (!(await isSessionOf(tx, userId, id))) throw sessionUnknown({ id });
      await revokeSessions(tx, { id }, ended);
    });
  }
}
