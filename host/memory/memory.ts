import type { Access } from '../access/access.ts';
import type { Intent } from '../http/intent.ts';
import type { Principal } from '../http/principal.ts';
import { emailKey } from '../identity/users/email-key.ts';
import type { SystemStore } from '../store/system-store.ts';
import { type Bundle, bundleFor } from './bundle.ts';
import { type Decay, usualConfidence } from './confidence.ts';
import { lineOf, trimmed } from './edits.ts';
import { blankField, memoryItemNotFound, notContributor, tooManyPending } from './errors.ts';
import type { Item } from './item.ts';
import { noteLikeness } from './likeness.ts';
import { countPending, findItem, insertItem, updateItem } from './repository.ts';
import { Shelf, type ShelvedItem } from './shelf.ts';
import { isContributor, isOwn, maySee, type Viewer, viewerOf } from './visibility.ts';
import { putVote, type Tally, tallyFor, votesOf } from './vote-repository.ts';

interface MemoryDeps {
  readonly store: Pick<SystemStore, 'read' | 'write' | 'revision'>;
  readonly access: Pick<Access, 'rights'>;
  readonly newId: () => string;
  /** Milliseconds UTC. */
  readonly now: () => number;
  readonly decay: Decay;
}

/** What somebody knows and tells the others. */
export interface ItemDraft {
  readonly title: string;
  readonly content: string;
  readonly category: string;
  readonly tags?: readonly string[];
  readonly domain?: string | null;
  readonly entities?: readonly string[];
  readonly sourceType: string;
}

const mostPending = 500;

/** What people know about the company's data: everybody adds and votes, and sees what is meant for them. */
export class Memory {
  readonly #deps: MemoryDeps;
  readonly #shelf: Shelf;

  constructor(deps: MemoryDeps) {
    this.#deps = deps;
    this.#shelf = new Shelf(deps.store);
  }

  /** How confidence fades here. */
  get decay(): Decay {
    return this.#deps.decay;
  }

  /** Who is looking, as of now. */
  viewer(principal: Principal): Viewer {
    return viewerOf(this.#deps.access, principal, this.#deps.now());
  }

  /** Every item, for those who select from them with `selected`, which asks who may see what. */
  items(): Promise<readonly ShelvedItem[]> {
    return this.#shelf.items();
  }

  /** The item with this id, when the caller may see it. */
  async get(principal: Principal, id: string): Promise<Item> {
    return seenItem(await findItem(this.#deps.store.read, id), { id, viewer: this.viewer(principal) });
  }

  async bundle(principal: Principal): Promise<Bundle> {
    return bundleFor(this.viewer(principal), await this.items(), this.#deps.decay);
  }

  /** Everything the caller has contributed to, newest first. */
  async contributions(principal: Principal): Promise<readonly ShelvedItem[]> {
    const viewer = this.viewer(principal);
    const own = (await this.items()).filter((item) => isOwn(viewer, item));
    return own.toSorted((a, b) => b.created_at.getTime() - a.created_at.getTime());
  }

  votes({ userId }: Principal): Promise<ReadonlyMap<string, number>> {
    return votesOf(this.#deps.store.read, userId);
  }

  /** Adds what somebody knows, for administrators to decide about. */
  async add(principal: Principal, draft: ItemDraft, intent: Intent): Promise<Item> {
    const { store, newId, now } = this.#deps;
    const at = new Date(now());
    // The end of an id of that kind is random.
    const item = itemOf(draft, { principal, at, id: `km_${newId().slice(-12)}` });
    return store.write(intent, async (tx) => {
      if ((await countPending(tx, principal.userId)) >= mostPending)
        throw tooManyPending({ most: mostPending });
      await insertItem(tx, item);
      await noteLikeness(tx, item, at);
      return item;
    });
  }

  async vote(
    principal: Principal,
    { id, vote }: { readonly id: string; readonly vote: number },
    intent: Intent,
  ): Promise<Tally> {
    const { store, now } = this.#deps;
    const viewer = this.viewer(principal);
    return store.write(intent, async (tx) => {
      seenItem(await findItem(tx, id), { id, viewer });
      await putVote(tx, { item_id: id, user_id: principal.userId, vote, voted_at: new Date(now()) });
      return tallyFor(tx, id);
    });
  }

  /** Says whether an item is about its author alone. */
  async setPersonal(
    principal: Principal,
    { id, isPersonal }: { readonly id: string; readonly isPersonal: boolean },
    intent: Intent,
  ): Promise<void> {
    const viewer = this.viewer(principal);
    await this.#deps.store.write(intent, async (tx) => {
      const item = seenItem(await findItem(tx, id), { id, viewer });
      if (!isContributor(viewer, item)) throw notContributor({ item: id });
      await updateItem(tx, { ...item, is_personal: isPersonal });
    });
  }
}

const seenItem = (item: Item | undefined, { id, viewer }: { id: string; viewer: Viewer }): Item => {
  if (!item || !maySee(viewer, item)) throw memoryItemNotFound({ item: id });
  return item;
};

interface Origin {
  readonly principal: Principal;
  readonly at: Date;
  readonly id: string;
}

const itemOf = (draft: ItemDraft, { principal: { userId, email }, at, id }: Origin): Item => {
  if (draft.content.trim() === '') throw blankField({ field: 'content' });
  return {
    id,
    title: lineOf('title', draft.title),
    content: draft.content.trim(),
    category: lineOf('category', draft.category),
    tags: trimmed(draft.tags ?? []),
    status: 'pending',
    contributors: [emailKey(email)],
    ...{ source_user: email, author_id: userId, audience: null, confidence: usualConfidence },
    domain: draft.domain ?? null,
    entities: trimmed(draft.entities ?? []),
    ...{ source_type: draft.sourceType, source_ref: null },
    ...{ valid_from: null, valid_until: null, supersedes: null },
    ...{ sensitivity: 'internal', is_personal: false, created_at: at, updated_at: at },
  };
};
