import type { Intent } from '../http/intent.ts';
import { storedAudience } from './audience.ts';
import { type Change, getItem, noteChange } from './changes.ts';
import { blankField } from './errors.ts';
import type { GovernanceDeps } from './governance.ts';
import type { Item } from './item.ts';
import { noteLikeness } from './likeness.ts';
import { itemsById, updateItem } from './repository.ts';

/** What an administrator changes of an item. Absent: it stays; null: it goes. */
export interface ItemChange {
  readonly title?: string;
  readonly content?: string | null;
  readonly category?: string | null;
  readonly domain?: string | null;
  readonly tags?: readonly string[] | null;
  readonly tags_add?: readonly string[];
  readonly tags_remove?: readonly string[];
  /** As people write it. */
  readonly audience?: string | null;
}

/** What came of a change of several items. */
export interface BulkOutcome {
  readonly updated: readonly string[];
  readonly not_found: readonly string[];
  readonly errors: readonly { readonly id: string; readonly message: string }[];
}

/** Changes what items say and for whom. A change is a review, also one that changes no word. */
export class Edits {
  readonly #deps: GovernanceDeps;

  constructor(deps: GovernanceDeps) {
    this.#deps = deps;
  }

  /** Changes one item; answers how it is now. */
  edit(id: string, wanted: ItemChange, intent: Intent): Promise<Item> {
    const { store, access, now } = this.#deps;
    const fields = fieldsOf(access, wanted);
    return store.write(intent, async (tx) =>
      rewrite({ tx, at: new Date(now()), intent }, await getItem(tx, id), fields),
    );
  }

  /** Changes several alike, in one transaction; each is a row in the audit log. */
  editAll(ids: readonly string[], wanted: ItemChange, intent: Intent): Promise<BulkOutcome> {
    const { store, access, now } = this.#deps;
    const fields = fieldsOf(access, wanted);
    return store.write(intent, async (tx) => {
      const change = { tx, at: new Date(now()), intent };
      const items = await itemsById(tx, [...new Set(ids)]);
      for (const item of items.values()) {
        await rewrite(change, item, fields);
        await noteChange(change, { verb: 'edit', id: item.id, params: { fields: Object.keys(wanted) } });
      }
      const missing = [...new Set(ids)].filter((id) => !items.has(id));
      return { updated: [...items.keys()], not_found: missing, errors: [] };
    });
  }
}

type Fields = (item: Item) => Partial<Item>;

const rewrite = async ({ tx, at }: Change, item: Item, fields: Fields): Promise<Item> => {
  const changed = { ...item, ...fields(item), updated_at: at };
  await updateItem(tx, changed);
  if (changed.domain !== item.domain) await noteLikeness(tx, changed, at);
  return changed;
};

const fieldsOf = (access: GovernanceDeps['access'], wanted: ItemChange): Fields => {
  const { title, content, category, domain, audience } = wanted;
  const fields = {
    ...(title !== undefined && { title: lineOf('title', title) }),
    ...(content !== undefined && { content: content ?? '' }),
    ...(category !== undefined && { category: category === null ? null : category.trim() || null }),
    ...(domain !== undefined && { domain }),
    ...(audience !== undefined && { audience: storedAudience(access, audience) }),
  };
  return (item) => ({ ...fields, tags: tagsAfter(item.tags, wanted) });
};

const tagsAfter = (before: readonly string[], { tags, tags_add, tags_remove }: ItemChange) => {
  const gone = new Set(trimmed(tags_remove ?? []));
  const base = tags === undefined ? before : (tags ?? []);
  return trimmed([...base, ...(tags_add ?? [])]).filter((tag) => !gone.has(tag));
};

/** Each text once, without blanks around it. */
export const trimmed = (texts: readonly string[]): readonly string[] => [
  ...new Set(texts.map((one) => one.trim()).filter(Boolean)),
];

/** One line that is not blank. */
export const lineOf = (field: string, text: string): string => {
  const line = text.replace(/\s+/gu, ' ').trim();
  if (line === '') throw blankField({ field });
  return line;
};
