import type { CatalogEntry, UpstreamSaid } from '@agnes/sdk';
import type { HookCalls } from '../../kernel/hooks.ts';
import type { Table } from '../../registry/table.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { storedEnrichments } from './repository.ts';

interface CatalogEntriesDeps {
  readonly store: Pick<SystemStore, 'read'>;
  readonly hooks: Pick<HookCalls, 'catalogEnrich'>;
}

/** What the catalog shows beyond the registry: made by plugins from what their jobs have found, never by asking others. */
export class CatalogEntries {
  readonly #deps: CatalogEntriesDeps;
  #said: Promise<ReadonlyMap<string, readonly UpstreamSaid[]>> | undefined;
  readonly #entries = new Map<string, { readonly basis: string; readonly entry: Promise<CatalogEntry> }>();

  constructor(deps: CatalogEntriesDeps) {
    this.#deps = deps;
  }

  /** What was found has changed: it is read and merged anew when somebody asks. */
  forget(): void {
    this.#said = undefined;
    this.#entries.clear();
  }

  /** The entries of tables that something was found about, by table id. */
  async of(tables: readonly Table[]): Promise<ReadonlyMap<string, CatalogEntry>> {
    const all = await this.#all();
    const entries = new Map<string, CatalogEntry>();
    for (const table of tables) {
      const said = all.get(table.id);
      if (said) entries.set(table.id, await this.#entryOf(table, said));
    }
    return entries;
  }

  #entryOf(table: Table, said: readonly UpstreamSaid[]): Promise<CatalogEntry> {
    const basis = JSON.stringify([table.name, table.description]);
    const known = this.#entries.get(table.id);
    if (known?.basis === basis) return known.entry;
    const entry = this.#enriched(plainEntry(table, said));
    this.#entries.set(table.id, { basis, entry });
    return entry;
  }

  /** The error of a tap is recorded with its plugin; the table is shown all the same. */
  async #enriched(entry: CatalogEntry): Promise<CatalogEntry> {
    return this.#deps.hooks.catalogEnrich(entry).catch(() => entry);
  }

  /** What cannot be read now may be when the next one asks. */
  async #all(): Promise<ReadonlyMap<string, readonly UpstreamSaid[]>> {
    this.#said ??= this.#load();
    const said = this.#said;
    try {
      return await said;
    } catch (error) {
      if (this.#said === said) this.#said = undefined;
      throw error;
    }
  }

  async #load(): Promise<ReadonlyMap<string, readonly UpstreamSaid[]>> {
    const rows = await storedEnrichments(this.#deps.store.read);
    return Map.groupBy(
      rows.map(({ plugin, tableId, value, fetchedAt }) => ({
        plugin,
        fetchedAt: new Date(fetchedAt).getTime(),
        value: { ...JSON.parse(value), tableId, found: true },
      })),
      ({ value }) => value.tableId,
    );
  }
}

const plainEntry = (
  { id, name, sourceType, description }: Table,
  upstream: CatalogEntry['upstream'],
): CatalogEntry => ({
  table: { id, name, ...(sourceType !== undefined && { sourceType }) },
  ...(description && { description: { value: description, from: 'manual' } }),
  columns: {},
  tags: [],
  owners: [],
  upstream,
});
