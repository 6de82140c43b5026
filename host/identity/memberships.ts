import type { Kysely } from 'kysely';
import type { Tables } from '../store/tables.ts';

/** A group as others see it from outside. */
export interface GroupName {
  readonly id: string;
  readonly name: string;
  readonly isSystem: boolean;
}

/** A group and who makes it: `system`, `google_sync`, `oidc:<name>`, or `custom` for administrators. */
export interface GroupWithOrigin extends GroupName {
  readonly origin: string;
}

/**
 * A group that an identity provider says somebody is in: one of the system groups, or any by its name there.
 *
 * A name never leads into a group that the host, an administrator or another provider has made: where it is taken, the
 * synced group gets a suffix, such as `Finance (oidc:corp)`.
 */
export type SyncedGroup = { readonly system: 'admin' | 'everyone' } | { readonly name: string };

/** What one source says about one user. */
export interface GroupSync {
  readonly userId: string;
  /** `google_sync` or `oidc:<name>`. */
  readonly source: string;
  readonly groups: readonly SyncedGroup[];
}

/** What identity must know of groups and may do to them. `access` answers it; identity never imports access. */
export interface Memberships {
  /** Member of the system group Admin, as of the last acknowledged change and this instant. */
  isAdmin(userId: string): boolean;
  groupsOf(userId: string): readonly GroupWithOrigin[];
  /** Member of a group that a sync made, or put by one into a system group to which an address is mapped. */
  isSsoManaged(userId: string): boolean;
  /** Makes the system groups when they are missing. */
  seedGroups(tx: Kysely<Tables>): Promise<void>;
  /** Adds a user to Admin unless that membership exists. A person who is in it closes the first-time setup for good. */
  seedAdmin(tx: Kysely<Tables>, seed: { readonly userId: string; readonly addedBy: string }): Promise<void>;
  /** True from the moment an active person has been in Admin. */
  hasHumanAdmin(db: Kysely<Tables>): Promise<boolean>;
  /**
   * Throws `last_admin` unless an active person is left in Admin; call it after the change, inside its transaction.
   *
   * While the first-time setup is open nobody is needed. Somebody whose membership ends by itself is enough only where
   * nobody else was there before.
   */
  checkAdminRemains(tx: Kysely<Tables>): Promise<void>;
  /** Removes every membership of a user who is being deleted. */
  forgetUser(tx: Kysely<Tables>, userId: string): Promise<void>;
  /**
   * Replaces what one source gave a user, and makes the groups that are missing; other sources stay.
   *
   * What was suspended counts again. Answers the names of groups. What the source takes away is gone, the last
   * administrator too: break-glass is the way back.
   */
  replaceSynced(
    tx: Kysely<Tables>,
    sync: GroupSync,
  ): Promise<{ readonly added: readonly string[]; readonly removed: readonly string[] }>;
  /** Lets what a source gave a user count no more, until the next `replaceSynced`. */
  suspendSynced(tx: Kysely<Tables>, of: Pick<GroupSync, 'userId' | 'source'>): Promise<void>;
  /** Puts a user into Admin until `expiresAt`, with the source `cli_break_glass`; other memberships stay. */
  addBreakGlass(
    tx: Kysely<Tables>,
    grant: { readonly userId: string; readonly expiresAt: Date },
  ): Promise<void>;
  /** Takes committed changes into account. Called before they are acknowledged. */
  refresh(): Promise<void>;
}
