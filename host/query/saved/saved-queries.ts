import type { Kysely } from 'kysely';
import type { Intent } from '../../http/intent.ts';
import type { Principal } from '../../http/principal.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { blankQueryName, savedQueryExists, savedQueryNotFound, tooManySavedQueries } from './errors.ts';
import {
  deleteSavedQuery,
  insertSavedQuery,
  type SavedRow,
  savedQueriesOf,
  updateSavedQuery,
} from './repository.ts';

/** What somebody wants to keep. */
export interface SavedDraft {
  readonly name: string;
  readonly sql: string;
  readonly description?: string;
}

/** Whose it is. */
export type SavedOwner = Pick<Principal, 'userId'>;

interface SavedQueriesDeps {
  readonly store: Pick<SystemStore, 'read' | 'write'>;
  readonly newId: () => string;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
}

const mostOfOne = 200;

/** Statements people keep under a name: text, never results. Everybody sees and changes only their own. */
export class SavedQueries {
  readonly #deps: SavedQueriesDeps;

  constructor(deps: SavedQueriesDeps) {
    this.#deps = deps;
  }

  /** By name. */
  list({ userId }: SavedOwner): Promise<readonly SavedRow[]> {
    return savedQueriesOf(this.#deps.store.read, userId);
  }

  async get({ userId }: SavedOwner, id: string): Promise<SavedRow> {
    return ownOne(this.#deps.store.read, { userId, id });
  }

  async create({ userId }: SavedOwner, draft: SavedDraft, intent: Intent): Promise<SavedRow> {
    const { store, newId, now } = this.#deps;
    const at = new Date(now());
    const row = { id: newId(), user_id: userId, ...fieldsOf(draft), created_at: at, updated_at: at };
    await store.write(intent, async (tx) => {
      const own = await savedQueriesOf(tx, userId);
      if (own.length >= mostOfOne) throw tooManySavedQueries({ most: mostOfOne });
      checkName(own, row);
      await insertSavedQuery(tx, row);
    });
    return row;
  }

  async replace(
    { userId }: SavedOwner,
    { id, draft }: { readonly id: string; readonly draft: SavedDraft },
    intent: Intent,
  ): Promise<SavedRow> {
    const { store, now } = this.#deps;
    return store.write(intent, async (tx) => {
      const before = await ownOne(tx, { userId, id });
      const row = { ...before, ...fieldsOf(draft), updated_at: new Date(now()) };
      checkName(await savedQueriesOf(tx, userId), row);
      await updateSavedQuery(tx, row);
      return row;
    });
  }

  /** Saves under a name, over what is there; for forms, which know no ids. */
  async keep(owner: SavedOwner, draft: SavedDraft, intent: Intent): Promise<SavedRow> {
    const { name } = fieldsOf(draft);
    const before = (await this.list(owner)).find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (!before) return this.create(owner, draft, intent);
    const { description } = before;
    const kept = { ...(description !== null && { description }), ...draft };
    return this.replace(owner, { id: before.id, draft: kept }, intent);
  }

  async remove({ userId }: SavedOwner, id: string, intent: Intent): Promise<void> {
    await this.#deps.store.write(intent, async (tx) => {
      await ownOne(tx, { userId, id });
      await deleteSavedQuery(tx, { id, user_id: userId });
    });
  }
}

const fieldsOf = ({ name, sql, description = '' }: SavedDraft) => {
  const trimmed = name.trim();
  if (trimmed === '') throw blankQueryName({});
  return { name: trimmed, sql_text: sql, description: description.trim() || null };
};

const checkName = (own: readonly SavedRow[], { id, name }: SavedRow): void => {
  const key = name.toLowerCase();
  const other = own.find((one) => one.id !== id && one.name.toLowerCase() === key);
  if (other) throw savedQueryExists({ name, id: other.id });
};

const ownOne = async (
  db: Kysely<Tables>,
  { userId, id }: { readonly userId: string; readonly id: string },
): Promise<SavedRow> => {
  const found = (await savedQueriesOf(db, userId)).find((one) => one.id === id);
  if (!found) throw savedQueryNotFound({ id });
  return found;
};
