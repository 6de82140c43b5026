import type { Source } from './source.ts';
import type { Table } from './table.ts';

/** Sources and tables in memory. Changed after each commit, before the change is acknowledged. */
export class ReadModel {
  readonly #tables = new Map<string, Table>();
  readonly #idByKey = new Map<string, string>();
  readonly #sources = new Map<string, Source>();
  #sorted: readonly Table[] | undefined;

  constructor(sources: readonly Source[], tables: readonly Table[]) {
    for (const source of sources) this.#sources.set(source.id, source);
    for (const table of tables) this.putTable(table);
  }

  /** By name. */
  get tables(): readonly Table[] {
    this.#sorted ??= [...this.#tables.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return this.#sorted;
  }

  /** By slug. */
  get sources(): readonly Source[] {
    return [...this.#sources.values()].sort((a, b) => (a.slug < b.slug ? -1 : 1));
  }

  /** The id is looked up first, then the name. */
  table(idOrName: string): Table | undefined {
    return this.#tables.get(idOrName) ?? this.#tables.get(this.#idByKey.get(idOrName.toLowerCase()) ?? '');
  }

  source(slugOrId: string): Source | undefined {
    return this.#sources.get(slugOrId) ?? this.sources.find(({ slug }) => slug === slugOrId);
  }

  putTable(table: Table): void {
    // It may have had another name.
    this.dropTable(table.id);
    this.#tables.set(table.id, table);
    this.#idByKey.set(table.name.toLowerCase(), table.id);
    this.#sorted = undefined;
  }

  dropTable(id: string): void {
    this.#idByKey.delete(this.#tables.get(id)?.name.toLowerCase() ?? '');
    this.#tables.delete(id);
    this.#sorted = undefined;
  }

  /** A new default takes the place of the old one. */
  putSource(source: Source): void {
    for (const other of this.sources) {
      if (source.isDefault && other.type === source.type)
        this.#sources.set(other.id, { ...other, isDefault: false });
    }
    this.#sources.set(source.id, source);
  }

  dropSource(id: string): void {
    this.#sources.delete(id);
  }
}
