import type { Column } from '@agnes/sdk';
import type { Intent } from '../../http/intent.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { publishedColumns } from './cache-repository.ts';
import { allDescriptions, type ColumnNote, notesOf, putNotes } from './repository.ts';

/** What is said about one column. Absent: what was said before stays. */
export interface ColumnNoteDraft {
  readonly column_name: string;
  readonly basetype?: string | null;
  readonly description?: string | null;
  readonly confidence?: string;
}

interface ColumnMetadataDeps {
  readonly store: Pick<SystemStore, 'read' | 'write'>;
  readonly now: () => number;
}

/** Base types and descriptions of columns, by people or by what they use. */
export class ColumnMetadata {
  readonly #deps: ColumnMetadataDeps;

  constructor(deps: ColumnMetadataDeps) {
    this.#deps = deps;
  }

  /** By column. */
  of(tableId: string): Promise<readonly ColumnNote[]> {
    return notesOf(this.#deps.store.read, tableId);
  }

  /** The columns as readers have them; none before the table was read. */
  published(tableId: string): Promise<readonly Column[]> {
    return publishedColumns(this.#deps.store.read, tableId);
  }

  /** Descriptions by table and column. */
  async descriptions(): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
    const tables = new Map<string, Map<string, string>>();
    for (const { table_id, column_name, description } of await allDescriptions(this.#deps.store.read)) {
      const columns = tables.get(table_id) ?? new Map<string, string>();
      tables.set(table_id, columns.set(column_name, description ?? ''));
    }
    return tables;
  }

  /** Writes what is said about columns; answers how many. The last word about a column counts. */
  async put(tableId: string, drafts: readonly ColumnNoteDraft[], intent: Intent): Promise<number> {
    const { store, now } = this.#deps;
    const said = new Map(drafts.map((draft) => [draft.column_name, draft]));
    const rest = {
      table_id: tableId,
      source: 'manual',
      updated_at: new Date(now()),
      updated_by: intent.actor.userId ?? null,
    };
    await store.write(intent, async (tx) => {
      const before = new Map((await notesOf(tx, tableId)).map((note) => [note.column_name, note]));
      const notes = [...said.values()].map((draft) => ({ ...rest, ...merged(draft, before) }));
      await putNotes(tx, notes);
    });
    return said.size;
  }
}

const merged = (draft: ColumnNoteDraft, before: ReadonlyMap<string, ColumnNote>) => {
  const known = before.get(draft.column_name);
  return {
    column_name: draft.column_name,
    basetype: draft.basetype === undefined ? (known?.basetype ?? null) : draft.basetype,
    description: draft.description === undefined ? (known?.description ?? null) : draft.description,
    confidence: draft.confidence ?? 'manual',
  };
};
