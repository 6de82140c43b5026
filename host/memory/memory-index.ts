import type { Access } from '../access/access.ts';
import type { Principal } from '../http/principal.ts';
import type { SystemStore } from '../store/system-store.ts';
import { shownAudience, storedAudience } from './audience.ts';
import { unknownAudience } from './errors.ts';
import type { Memory } from './memory.ts';
import { duplicateHints } from './relation-repository.ts';
import { type Selection, type Sort, selected, sorted } from './selection.ts';
import type { ShelvedItem } from './shelf.ts';
import { type Stats, statsOf } from './stats.ts';
import { type Axis, type Branch, branchesOf, type KeysOf } from './tree.ts';
import { maySee } from './visibility.ts';

interface IndexDeps {
  readonly store: Pick<SystemStore, 'read'>;
  readonly access: Pick<Access, 'rights'>;
  readonly memory: Pick<Memory, 'items' | 'viewer' | 'decay'>;
}

/** The ways into the memory: lists, trees, counts. All of them pass through `selected`. */
export class MemoryIndex {
  readonly #deps: IndexDeps;

  constructor(deps: IndexDeps) {
    this.#deps = deps;
  }

  async list(principal: Principal, wanted: Selection, sort: Sort): Promise<readonly ShelvedItem[]> {
    const { memory } = this.#deps;
    const viewer = memory.viewer(principal);
    const items = selected(viewer, await memory.items(), wanted);
    return sorted(items, sort, { now: viewer.now, decay: memory.decay });
  }

  async stats(principal: Principal): Promise<Stats> {
    const { access } = this.#deps;
    const items = await this.list(principal, { excludePersonal: true }, 'title');
    return statsOf(items, ({ audience }) => shownAudience(access, audience));
  }

  async tree(
    principal: Principal,
    { hasDuplicate, ...wanted }: Selection & { readonly hasDuplicate?: boolean | undefined },
    axis: Axis,
  ): Promise<{ readonly branches: readonly Branch[]; readonly total: number }> {
    const all = await this.list(principal, wanted, 'title');
    const doubtful = hasDuplicate === undefined ? undefined : await this.#doubtful(all);
    const items = doubtful ? all.filter(({ id }) => doubtful.has(id) === hasDuplicate) : all;
    return { branches: branchesOf(items, axis, this.#keysOf(axis)), total: items.length };
  }

  /** An audience that somebody asks for. A group of which they know nothing is told as one that is not there. */
  async audience(principal: Principal, asked: string): Promise<string | null> {
    const { access, memory } = this.#deps;
    const stored = storedAudience(access, asked);
    const viewer = memory.viewer(principal);
    if (stored === null || viewer.isAdmin || viewer.audiences.has(stored)) return stored;
    const isSeen = (await memory.items()).some((item) => item.audience === stored && maySee(viewer, item));
    if (!isSeen) throw unknownAudience({ audience: asked });
    return stored;
  }

  /** Ids that may repeat another of these: what somebody may not see is no hint either. */
  async #doubtful(items: readonly ShelvedItem[]): Promise<ReadonlySet<string>> {
    const seen = new Set(items.map(({ id }) => id));
    const hints = await duplicateHints(this.#deps.store.read);
    const open = hints.filter((one) => !one.resolved && seen.has(one.item_a_id) && seen.has(one.item_b_id));
    return new Set(open.flatMap(({ item_a_id, item_b_id }) => [item_a_id, item_b_id]));
  }

  #keysOf(axis: Axis): KeysOf {
    const { access } = this.#deps;
    const keys: Readonly<Record<Axis, KeysOf>> = {
      domain: ({ domain }) => [domain],
      category: ({ category }) => [category],
      tag: ({ tags }) => tags,
      audience: ({ audience }) => [shownAudience(access, audience) ?? 'all'],
    };
    return keys[axis];
  }
}
