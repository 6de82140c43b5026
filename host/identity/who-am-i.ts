import type { Principal } from '../http/principal.ts';
import type { SystemStore } from '../store/system-store.ts';
import { findToken, hasRow } from './credentials/repository.ts';
import type { GroupName, Memberships } from './memberships.ts';

/** The caller, as the host sees them at this request. */
export interface WhoAmI {
  readonly principal: Principal;
  readonly groups: readonly GroupName[];
  readonly expiresAt?: Date;
}

/** Who is asking, in which groups, and until when the credential lasts. */
export const whoAmI = async (
  { store, memberships }: { store: SystemStore; memberships: Pick<Memberships, 'groupsOf'> },
  principal: Principal,
): Promise<WhoAmI> => {
  const { kind, tokenId, userId } = principal;
  const row = tokenId !== undefined && hasRow(kind) ? await findToken(store.read, kind, tokenId) : undefined;
  return {
    principal,
    groups: memberships.groupsOf(userId),
    ...(row?.expiresAt && { expiresAt: row.expiresAt }),
  };
};
