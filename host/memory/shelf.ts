import type { SystemStore } from '../store/system-store.ts';
import type { Item } from './item.ts';
import { allItems } from './repository.ts';
import { allTallies, type Tally } from './vote-repository.ts';

/** An item with what people think of it. */
export type ShelvedItem = Item & Tally & { readonly score: number };

const none: Tally = { upvotes: 0, downvotes: 0 };

/** Everything that is known, read again only after a change. */
export class Shelf {
  readonly #store: Pick<SystemStore, 'read' | 'revision'>;
  #kept: { readonly revision: number; readonly items: Promise<readonly ShelvedItem[]> } | undefined;

  constructor(store: Pick<SystemStore, 'read' | 'revision'>) {
    this.#store = store;
  }

  async items(): Promise<readonly ShelvedItem[]> {
    const revision = this.#store.revision(['knowledge_items', 'knowledge_votes']);
    if (this.#kept?.revision !== revision) this.#kept = { revision, items: this.#read() };
    const { items } = this.#kept;
    // What could not be read is tried again by whoever asks next.
    items.catch(() => {
      if (this.#kept?.items === items) this.#kept = undefined;
    });
    return items;
  }

  async #read(): Promise<readonly ShelvedItem[]> {
    const [items, tallies] = await Promise.all([allItems(this.#store.read), allTallies(this.#store.read)]);
    return items.map((item) => shelved(item, tallies.get(item.id) ?? none));
  }
}

/** An item with its votes counted. */
const shelved = (item: Item, { upvotes, downvotes }: Tally): ShelvedItem => ({
  ...item,
  upvotes,
  downvotes,
  score: upvotes - downvotes,
});
