import type { Kysely } from 'kysely';
import type { Principal } from '../http/principal.ts';
import type { GroupSync, GroupWithOrigin, Memberships } from '../identity/memberships.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { Tables } from '../store/tables.ts';
import { accessDenied, resourceDenied } from './errors.ts';
import { deleteGrantsBelow, deleteGrantsOf } from './grants/delete-grants-of.ts';
import { moveGrants } from './grants/move-grants.ts';
import { type SeededGrant, seedGrant } from './grants/seed-grant.ts';
import { isSyncSource, type MappedEmails, mappedEmailOf, originOf } from './group-origin.ts';
import { addBreakGlass, forgetUser, seedAdmin, seedGroups } from './members/by-host.ts';
import { checkAdminRemains, hadHumanAdmin } from './members/last-admin.ts';
import { replaceSynced, suspendSynced } from './members/synced.ts';
import { ReadModel } from './rights/read-model.ts';
import type { Rights } from './rights/rights.ts';

const granted: unique symbol = Symbol('granted');

/** A resource whose use has been checked for this caller. Nothing but `Access` can make one. */
export interface Granted<T> {
  readonly resource: T;
  readonly [granted]: true;
}

interface Identified {
  readonly id: string;
}

/** What somebody asked for by id or name, and what was found under it, if anything. */
export interface Asked<T> {
  readonly asked: string;
  readonly found: T | undefined;
}

interface AccessDeps {
  readonly store: SystemStore;
  /** Milliseconds UTC. */
  readonly now: () => number;
  readonly mappedEmails?: MappedEmails;
}

type Tx = Kysely<Tables>;

/** Administrators pass every check but this: the feed holds what somebody was given, not what they could have. */
const feedType = 'marketplace_plugin';

/** What people may do, computed from groups and grants at each question. */
export class Access implements Memberships {
  /** Addresses of Google groups that fill the system groups. */
  readonly mappedEmails: MappedEmails;
  readonly #store: SystemStore;
  readonly #now: () => number;
  readonly #model: ReadModel;

  constructor({ store, now, mappedEmails = {} }: AccessDeps) {
    this.mappedEmails = mappedEmails;
    this.#store = store;
    this.#now = now;
    this.#model = new ReadModel({ store, now });
  }

  /** Groups, memberships and grants as of the last acknowledged change. */
  get rights(): Rights {
    return this.#model.rights;
  }

  isAdmin(userId: string): boolean {
    return this.rights.isAdmin(userId);
  }

  /** Milliseconds until the next membership of this user ends by itself; nothing when none will. */
  untilMembershipEnds(userId: string): number | undefined {
    return this.rights.untilMembershipEnds(userId);
  }

  groupsOf(userId: string): readonly GroupWithOrigin[] {
    return this.rights.groupsOf(userId);
  }

  // What is suspended is managed still: a directory that is silent for a day has not given anybody up.
  isSsoManaged(userId: string): boolean {
    return this.rights.membershipsOf(userId).some(({ group_id, source }) => {
      const group = this.rights.group(group_id);
      if (!group) return false;
      if (!group.is_system) return originOf(group) !== 'custom';
      return isSyncSource(source) && mappedEmailOf(group_id, this.mappedEmails) !== undefined;
    });
  }

  /** Throws a refusal unless a group of the caller was granted the resource; administrators pass. */
  authorize<T extends Identified>(principal: Principal, type: string, resource: T): Promise<Granted<T>> {
    return this.authorizeAsked(principal, type, { asked: resource.id, found: resource });
  }

  /** The same for a look-up that may have found nothing: the error repeats what was asked and tells no more. */
  async authorizeAsked<T extends Identified>(
    principal: Principal,
    type: string,
    { asked, found }: Asked<T>,
  ): Promise<Granted<T>> {
    if (found && this.mayUse(principal, type, found.id)) return { resource: found, [granted]: true };
    throw type === 'table' ? accessDenied({ table: asked }) : resourceDenied({ type, asked });
  }

  /** Those the caller may use, in the order given. */
  async filter<T extends Identified>(
    principal: Principal,
    type: string,
    resources: readonly T[],
  ): Promise<readonly Granted<T>[]> {
    const ids = this.grantedIds(principal, type);
    const own = ids === 'all' ? resources : resources.filter((resource) => ids.has(resource.id));
    return own.map((resource) => ({ resource, [granted]: true }));
  }

  /** Ids of one type that the caller may use; `all` for administrators. */
  grantedIds({ isAdmin, userId }: Principal, type: string): ReadonlySet<string> | 'all' {
    return isAdmin && type !== feedType ? 'all' : this.rights.grantedIds(userId, type);
  }

  /** The answer behind `authorize`, for those who explain it. */
  mayUse({ isAdmin, userId }: Pick<Principal, 'isAdmin' | 'userId'>, type: string, id: string): boolean {
    return (isAdmin && type !== feedType) || this.rights.isGranted(userId, type, id);
  }

  /**
   * Removes the grants of resources that go, in the transaction in which they go.
   *
   * Answers what to `refresh` to when it is committed; nothing when there were no grants.
   */
  deleteGrantsOf(tx: Tx, type: string, ...ids: readonly string[]): Promise<number | undefined> {
    return deleteGrantsOf(tx, { type, ids, at: this.#at() });
  }

  /** The same for every id that begins with this text. */
  deleteGrantsBelow(tx: Tx, type: string, prefix: string): Promise<number | undefined> {
    return deleteGrantsBelow(tx, { type, prefix, at: this.#at() });
  }

  /** Lets grants count for the new id of their resource; answers like `deleteGrantsOf`. */
  moveGrants(tx: Tx, type: string, { from, to }: { from: string; to: string }): Promise<number | undefined> {
    return moveGrants(tx, { type, from, to, at: this.#at() });
  }

  /** Grants something to Everyone, for the host itself; answers like `deleteGrantsOf`. */
  seedGrant(tx: Tx, seed: SeededGrant): Promise<number | undefined> {
    return seedGrant(tx, seed, this.#at());
  }

  seedGroups(tx: Tx): Promise<void> {
    return seedGroups(tx, this.#at());
  }

  seedAdmin(tx: Tx, seed: { userId: string; addedBy: string }): Promise<void> {
    return seedAdmin(tx, { ...seed, at: this.#at() });
  }

  hasHumanAdmin(db: Tx): Promise<boolean> {
    return hadHumanAdmin(db, this.#at());
  }

  checkAdminRemains(tx: Tx): Promise<void> {
    return checkAdminRemains(tx, { store: this.#store, now: this.#at() });
  }

  forgetUser(tx: Tx, userId: string): Promise<void> {
    return forgetUser(tx, userId, this.#at());
  }

  replaceSynced(tx: Tx, sync: GroupSync): ReturnType<Memberships['replaceSynced']> {
    return replaceSynced(tx, sync, this.#at());
  }

  suspendSynced(tx: Tx, of: Pick<GroupSync, 'userId' | 'source'>): Promise<void> {
    return suspendSynced(tx, of, this.#at());
  }

  addBreakGlass(tx: Tx, grant: { userId: string; expiresAt: Date }): Promise<void> {
    return addBreakGlass(tx, { ...grant, at: this.#at() });
  }

  /** Has somebody told each time rights may have changed, before whoever changed them is answered. Must not throw. */
  onChange(listener: () => void): void {
    this.#model.onChange(listener);
  }

  /** Takes into account what is committed, at least up to a version where one is given. */
  refresh(version?: number): Promise<void> {
    return this.#model.refresh(version);
  }

  #at(): Date {
    return new Date(this.#now());
  }
}
