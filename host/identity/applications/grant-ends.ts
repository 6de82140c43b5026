import type { Intent } from '../../http/intent.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { digest } from '../credentials/access-token.ts';
import { writeAs } from '../write-as.ts';
import { type ApplicationRow, endGrant, findApplicationRow, isGrantOpen } from './repository.ts';

/** Why a grant ends, other than by its person. */
export interface EndedGrant {
  /** The row of the grant itself, or of one of its tokens. */
  readonly grant: ApplicationRow;
  readonly at: Date;
  readonly reason: 'code_replayed' | 'refresh_replayed' | 'application';
}

/** Ends a grant and everything below it, with its audit row. One that has ended leaves no further row, however often it is tried. */
export const endKnownGrant = async (
  store: SystemStore,
  { grant, at, reason }: EndedGrant,
  intent: Intent,
): Promise<void> => {
  const id = grant.parent_id ?? grant.id;
  if (!(await isGrantOpen(store.read, id))) return;
  const by = reason === 'application' ? grant.user_id : 'system';
  const actor = { kind: 'oauth' as const, userId: grant.user_id, tokenId: grant.id };
  const told = { intent, action: 'oauth.end', actor, resource: id, params: { reason } };
  await writeAs(store, told, (tx) => endGrant(tx, id, { by, at, reason }));
};

/** What applications do when they are done. */
export class Revocations {
  readonly #store: SystemStore;
  readonly #now: () => number;

  constructor({ store, now }: { store: SystemStore; now: () => number }) {
    this.#store = store;
    this.#now = now;
  }

  /** Whichever token is brought, its application is no longer connected. What is unknown has ended already (RFC 7009). */
  async revoke(
    { token, clientId }: { readonly token: string; readonly clientId: string | undefined },
    intent: Intent,
  ): Promise<void> {
    const kinds = ['oauth', 'oauth_refresh'] as const;
    const grant = await findApplicationRow(this.#store.read, { hash: digest(token), kinds });
    const isForeign = clientId !== undefined && grant?.client_id !== clientId;
    if (!grant || isForeign || grant.revoked_at) return;
    await endKnownGrant(this.#store, { grant, at: new Date(this.#now()), reason: 'application' }, intent);
  }
}
