import type { GroupWithOrigin, Memberships } from '../memberships.ts';
import type { User } from './user.ts';

/** A user with what only administrators look at. */
export interface Account extends User {
  readonly createdAt: Date;
  readonly deactivatedAt?: Date;
}

/** An account and what its groups make of it. */
export interface AccountView {
  readonly account: Account;
  readonly isAdmin: boolean;
  /** The identity provider decides about this person. */
  readonly isSsoManaged: boolean;
  readonly groups: readonly GroupWithOrigin[];
}

/** An account as of this moment. */
export const viewOf = (
  account: Account,
  memberships: Pick<Memberships, 'isAdmin' | 'isSsoManaged' | 'groupsOf'>,
): AccountView => ({
  account,
  isAdmin: memberships.isAdmin(account.id),
  isSsoManaged: memberships.isSsoManaged(account.id),
  groups: memberships.groupsOf(account.id),
});
