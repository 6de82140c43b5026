import type { Kysely } from 'kysely';
import type { Principal } from '../http/principal.ts';
import type { GroupWithOrigin, Memberships } from '../identity/memberships.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { Tables } from '../store/tables.ts';
import { accessDenied, lastAdmin } from './errors.ts';
import {
  deleteMembershipsOf,
  findGroup,
  hadHumanAdmin,
  insertGroup,
  insertMember,
  isHumanAdminLeft,
  isMember,
  keepHumanAdmin,
  loadAccess,
} from './repository.ts';
import { Rights } from './rights.ts';
import { adminGroup, everyoneGroup } from './system-groups.ts';

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

/**
 * What people may do, computed from groups and grants at each question.
 *
 * Before the first `refresh` nobody has any right.
 */
export class Access implements Memberships {
  readonly #store: SystemStore;
  readonly #now: () => number;
  #rights = new Rights({ groups: [], members: [], grants: [] });
  #refreshed: Promise<void> = Promise.resolve();

  constructor({ store, now }: { store: SystemStore; now: () => number }) {
    this.#store = store;
    this.#now = now;
  }

  /** Groups, memberships and grants as of the last acknowledged change. */
  get rights(): Rights {
    return this.#rights;
  }

  isAdmin(userId: string): boolean {
    return this.#rights.isAdmin(userId);
  }

  groupsOf(userId: string): readonly GroupWithOrigin[] {
    return this.#rights
      .groupsOf(userId)
      .map((group) => ({ ...group, origin: group.isSystem ? 'system' : 'custom' }));
  }

  isSsoManaged(_userId: string): boolean {
    return false;
  }

  async checkAdminRemains(tx: Kysely<Tables>): Promise<void> {
    if (!(await isHumanAdminLeft(tx))) throw lastAdmin({});
  }

  forgetUser(tx: Kysely<Tables>, userId: string): Promise<void> {
    return deleteMembershipsOf(tx, userId);
  }

  /** Throws `accessDenied` unless a group of the caller was granted the resource; administrators pass. */
  authorize<T extends Identified>(principal: Principal, type: 'table', resource: T): Promise<Granted<T>> {
    return this.authorizeAsked(principal, type, { asked: resource.id, found: resource });
  }

  /** The same for a look-up that may have found nothing: the error repeats what was asked and tells no more. */
  async authorizeAsked<T extends Identified>(
    principal: Principal,
    type: 'table',
    { asked, found }: Asked<T>,
  ): Promise<Granted<T>> {
    if (!found || !this.#may(principal, type, found.id)) throw accessDenied({ table: asked });
    return { resource: found, [granted]: true };
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
  grantedIds(principal: Principal, type: string): ReadonlySet<string> | 'all' {
    return principal.isAdmin ? 'all' : this.#rights.grantedIds(principal.userId, type);
  }

  async seedGroups(tx: Kysely<Tables>): Promise<void> {
    const at = new Date(this.#now());
    for (const { id, name } of [adminGroup, everyoneGroup]) {
      const row = { id, name, description: null, is_system: true, created_at: at, created_by: 'system:seed' };
      if (!(await findGroup(tx, id))) await insertGroup(tx, row);
    }
  }

  async seedAdmin(
    tx: Kysely<Tables>,
    { userId, addedBy }: { userId: string; addedBy: string },
  ): Promise<void> {
    const at = new Date(this.#now());
    const member = { userId, groupId: adminGroup.id, source: 'system_seed', addedBy, at };
    if (!(await isMember(tx, member))) await insertMember(tx, member);
    await keepHumanAdmin(tx, at);
  }

  hasHumanAdmin(db: Kysely<Tables>): Promise<boolean> {
    return hadHumanAdmin(db);
  }

  /** One after the other: an older reading that ends late must not replace a newer one. */
  refresh(): Promise<void> {
    const reading = this.#refreshed.then(async () => {
      this.#rights = new Rights(await loadAccess(this.#store.read));
    });
    this.#refreshed = reading.catch(() => undefined);
    return reading;
  }

  #may({ isAdmin, userId }: Principal, type: string, id: string): boolean {
    return isAdmin || this.#rights.isGranted(userId, type, id);
  }
}
