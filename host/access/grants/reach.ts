import type { Access } from '../access.ts';
import type { Members } from '../members/members.ts';
import { adminGroup } from '../system-groups.ts';
import type { GrantKey } from './repository.ts';

/** Grants that are to come and to go together. */
interface Planned {
  readonly add: readonly GrantKey[];
  readonly remove: readonly GrantKey[];
}

/** How many people could use something they cannot use now, and how many no longer something they can. */
export interface Reach {
  readonly gain: number;
  readonly lose: number;
}

/** Says whom a change of grants would touch, before it is made. */
export class GrantReach {
  readonly #access: Access;
  readonly #members: Pick<Members, 'list'>;

  constructor({ access, members }: { access: Access; members: Pick<Members, 'list'> }) {
    this.#access = access;
    this.#members = members;
  }

  /** Counts active people. Groups that are gone have none. */
  async of(planned: Planned): Promise<Reach> {
    const people = await this.#peopleIn(
      new Set([...planned.add, ...planned.remove].map(({ group_id }) => group_id)),
    );
    return {
      gain: people.filter((userId) => this.#gains(userId, planned)).length,
      lose: people.filter((userId) => this.#loses(userId, planned)).length,
    };
  }

  async #peopleIn(groups: ReadonlySet<string>): Promise<readonly string[]> {
    const known = [...groups].filter((id) => this.#access.rights.group(id) !== undefined);
    const members = (await Promise.all(known.map((id) => this.#members.list(id)))).flat();
    return [...new Set(members.filter(({ active }) => active).map(({ user_id }) => user_id))];
  }

  #gains(userId: string, { add }: Planned): boolean {
    const own = this.#groupsOf(userId);
    return add.some((grant) => own.has(grant.group_id) && !this.#mayUse(userId, grant));
  }

  #loses(userId: string, { add, remove }: Planned): boolean {
    const own = this.#groupsOf(userId);
    const kept = new Set(add.filter(({ group_id }) => own.has(group_id)).map(whatOf));
    const gone = new Set(remove.map((grant) => `${grant.group_id} ${whatOf(grant)}`));
    const isKept = (grant: GrantKey): boolean =>
      kept.has(whatOf(grant)) ||
      [...own].some((group_id) => this.#has(group_id, grant) && !gone.has(`${group_id} ${whatOf(grant)}`)) ||
      this.#passesAnyway(userId, grant);
    return remove.some(
      (grant) => own.has(grant.group_id) && this.#has(grant.group_id, grant) && !isKept(grant),
    );
  }

  #groupsOf(userId: string): ReadonlySet<string> {
    return new Set(this.#access.groupsOf(userId).map(({ id }) => id));
  }

  #has(groupId: string, { resource_type, resource_id }: GrantKey): boolean {
    return this.#access.rights.grantsOf(groupId).find(resource_type, resource_id) !== undefined;
  }

  #mayUse(userId: string, { resource_type, resource_id }: GrantKey): boolean {
    const isAdmin = this.#access.isAdmin(userId);
    return this.#access.mayUse({ userId, isAdmin }, resource_type, resource_id);
  }

  /** True for administrators, except where even they need a grant. */
  #passesAnyway(userId: string, { resource_type }: GrantKey): boolean {
    const isAdmin = this.#groupsOf(userId).has(adminGroup.id);
    // Nobody was granted a thing without id: who may use it needs no grant.
    return isAdmin && this.#access.mayUse({ userId, isAdmin }, resource_type, '');
  }
}

const whatOf = ({ resource_type, resource_id }: GrantKey): string => `${resource_type} ${resource_id}`;
