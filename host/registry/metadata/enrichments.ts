import type { CatalogEnrichment } from '@agnes/sdk';
import type { Kysely } from 'kysely';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { dropCached, isRegistered, publishedColumns, putCached } from './cache-repository.ts';
import { dropNotesOf, notesOf, putNotes } from './repository.ts';

interface EnrichmentDeps {
  readonly store: Pick<SystemStore, 'keep'>;
  readonly now: () => number;
}

type Tx = Kysely<Tables>;

/** Milliseconds for which what an upstream catalog says counts as fresh; it is shown with its age afterwards, too. */
const freshMs = 24 * 60 * 60_000;

/** What upstream catalogs say about tables, as plugins bring it. What people have written is never overwritten. */
export class Enrichments {
  readonly #deps: EnrichmentDeps;

  constructor(deps: EnrichmentDeps) {
    this.#deps = deps;
  }

  /** Keeps what a plugin has found out; what its catalog does not know any more goes. */
  async keep(plugin: string, enrichments: readonly CatalogEnrichment[]): Promise<void> {
    const at = new Date(this.#deps.now());
    // A transaction for each table: others write in between.
    for (const one of enrichments) await this.#deps.store.keep((tx) => keepOne(tx, one, { plugin, at }));
  }
}

interface Origin {
  /** `publisher/slug`: no word that people's own notes have. */
  readonly plugin: string;
  readonly at: Date;
}

const keepOne = async (
  tx: Tx,
  { tableId, found, columns = {}, ...said }: CatalogEnrichment,
  { plugin: source, at }: Origin,
): Promise<void> => {
  const key = { source_id: source, key: `catalog:${tableId}` };
  if (!found) {
    await dropCached(tx, key);
    await dropNotesOf(tx, { table: tableId, source });
    return;
  }
  // It may be gone by now, and what is said of it would stay for ever.
  if (!(await isRegistered(tx, tableId))) return;
  const columnsOf = await publishedColumns(tx, tableId);
  const value = JSON.stringify({ ...said, columns });
  await putCached(tx, { ...key, value, fetched_at: at, expires_at: new Date(at.getTime() + freshMs) });
  const before = new Map((await notesOf(tx, tableId)).map((note) => [note.column_name, note]));
  await dropNotesOf(tx, { table: tableId, source });
  const mine = ({ name }: { readonly name: string }): boolean =>
    (before.get(name)?.source ?? source) === source;
  const notes = columnsOf.filter(mine).flatMap(({ name }) => {
    const description = columns[name.toLowerCase()]?.description;
    if (description === undefined || description === '') return [];
    const basetype = before.get(name)?.basetype ?? null;
    return [{ table_id: tableId, column_name: name, basetype, description, source }];
  });
  await putNotes(
    tx,
    notes.map((note) => ({ ...note, confidence: source, updated_at: at, updated_by: null })),
  );
};
