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

/** What identity must know of groups and may do to them. `access` answers it; identity never imports access. */
export interface Memberships {
  /** Member of the system group Admin, as of the last acknowledged change. */
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
  /** Throws `last_admin` unless an active person is left in Admin; call it after the change, inside its transaction. */
  checkAdminRemains(tx: Kysely<Tables>): Promise<void>;
  /** Removes every membership of a user who is being deleted. */
  forgetUser(tx: Kysely<Tables>, userId: string): Promise<void>;
  /** Takes committed changes into account. Called before they are acknowledged. */
  refresh(): Promise<void>;
}
