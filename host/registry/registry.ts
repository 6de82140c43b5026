import { isDeepStrictEqual } from 'node:util';
import type { Kysely } from 'kysely';
import type { Access } from '../access/access.ts';
import type { Intent } from '../http/intent.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { Tables } from '../store/tables.ts';
import { invalidTable, sourceExists, sourceInUse, sourceNotFound, tableNotFound } from './errors.ts';
import { ReadModel } from './read-model.ts';
import type { KnownConnector, Source, SourceDraft } from './source.ts';
import { allSources, deleteSource, updateSource } from './sources/repository.ts';
import { addSource, type PreparedSource, prepareSource } from './sources/write-source.ts';
import type { Table, TableDraft } from './table.ts';
import {
  allSyncFacts,
  allTables,
  deleteTables,
  type SyncFacts,
  tablesOfSource,
} from './tables/repository.ts';
import { sourceOfDraft, tableFaults } from './tables/table-faults.ts';
import { tableOfDraft } from './tables/table-of-draft.ts';
import { addTable } from './tables/write-table.ts';

/** What the registry needs. */
export interface RegistryDeps {
  readonly store: SystemStore;
  readonly now: () => number;
  /** Connectors of enabled plugins, as they are at the moment of asking. */
  readonly connectors: () => readonly KnownConnector[];
  readonly access: Pick<Access, 'deleteGrantsOf' | 'refresh'>;
  /** Called when tables are gone; readers must not see them any more when it resolves. */
  readonly onChanged: (removed: readonly string[]) => Promise<void>;
}

/** Which sources and tables there are. The only writer of their rows, so it may answer from memory. */
export class Registry {
  readonly #deps: RegistryDeps;
  #loading: Promise<ReadModel> | undefined;

  constructor(deps: RegistryDeps) {
    this.#deps = deps;
  }

  /** By name. */
  async tables(): Promise<readonly Table[]> {
    return (await this.#model()).tables;
  }

  /** The table with this id or, if there is none, with this name. */
  async find(idOrName: string): Promise<Table | undefined> {
    return (await this.#model()).table(idOrName);
  }

  async get(idOrName: string): Promise<Table> {
    const table = await this.find(idOrName);
    if (!table) throw tableNotFound({ table: idOrName });
    return table;
  }

  /** By slug. */
  async sources(): Promise<readonly Source[]> {
    return (await this.#model()).sources;
  }

  async findSource(slugOrId: string): Promise<Source | undefined> {
    return (await this.#model()).source(slugOrId);
  }

  async source(slugOrId: string): Promise<Source> {
    const source = await this.findSource(slugOrId);
    if (!source) throw sourceNotFound({ source: slugOrId });
    return source;
  }

  /** The connector that reads sources of this type, if its plugin is enabled. */
  connector(type: string): KnownConnector | undefined {
    return this.#deps.connectors().find((connector) => connector.type === type);
  }

  /** What is known about the last run of each table, by table id. */
  async syncFacts(): Promise<ReadonlyMap<string, SyncFacts>> {
    return await allSyncFacts(this.#deps.store.read);
  }

  /** Registers a table; its id follows from its name and never changes. */
  async register(draft: TableDraft, intent: Intent): Promise<Table> {
    const { store, now } = this.#deps;
    const model = await this.#model();
    const around = {
      types: this.#deps.connectors().map(({ type }) => type),
      findSource: (slugOrId: string) => model.source(slugOrId),
      defaultOf: (type: string) => model.sources.find((source) => source.type === type && source.isDefault),
    };
    const errors = tableFaults(draft, around);
    if (errors.length > 0) throw invalidTable({ name: draft.name, errors });
    const source = sourceOfDraft(draft, around);
    const table = tableOfDraft(draft, { source, by: actorOf(intent), at: now() });
    await store.write(intent, (tx) => addTable(tx, table));
    model.putTable(table);
    return table;
  }

  /** Registers a table unless this source already has it; what an administrator changed since stays. */
  async ensureTable(draft: TableDraft, intent: Intent): Promise<Table> {
    const known = await this.find(draft.name);
    return known && known.sourceSlug === draft.connection ? known : await this.register(draft, intent);
  }

  /** Removes a table with everything that hangs on it. */
  async unregister(idOrName: string, intent: Intent): Promise<void> {
    const table = await this.get(idOrName);
    const grants = await this.#deps.store.write(intent, (tx) => this.#delete(tx, [table.id]));
    await this.#forget([table.id], grants);
  }

  async createSource(draft: SourceDraft, intent: Intent): Promise<Source> {
    const prepared = prepareSource(draft, this.#deps.connectors());
    const model = await this.#model();
    const isDefault = draft.isDefault ?? false;
    const source = await this.#deps.store.write(intent, (tx) =>
      addSource(tx, { ...prepared, isDefault }, this.#originOf(prepared, intent)),
    );
    model.putSource(source);
    return source;
  }

  /** Brings the source with this slug to what the draft says; writes nothing when it is there already. */
  async ensureSource(draft: SourceDraft, intent: Intent): Promise<Source> {
    const known = await this.findSource(draft.slug);
    if (!known) return await this.createSource(draft, intent);
    if (known.type !== draft.type) throw sourceExists({ slug: known.slug, source_type: known.type });
    const prepared = prepareSource(draft, this.#deps.connectors());
    const source = { ...known, ...prepared.settings };
    if (isDeepStrictEqual(source, known)) return known;
    await this.#deps.store.write(intent, (tx) => updateSource(tx, source, this.#originOf(prepared, intent)));
    (await this.#model()).putSource(source);
    return source;
  }

  /** Removes a source; with `force` along with its tables, otherwise only when it has none. */
  async removeSource(
    slugOrId: string,
    { force }: { readonly force: boolean },
    intent: Intent,
  ): Promise<void> {
    const { id, slug } = await this.source(slugOrId);
    const { ids, grants } = await this.#deps.store.write(intent, async (tx) => {
      const tables = await tablesOfSource(tx, id);
      if (tables.length > 0 && !force) throw sourceInUse({ slug, tables: tables.map(({ name }) => name) });
      const removed = tables.map((table) => table.id);
      const change = { ids: removed, grants: await this.#delete(tx, removed) };
      await deleteSource(tx, id);
      return change;
    });
    (await this.#model()).dropSource(id);
    await this.#forget(ids, grants);
  }

  /** Answers the version of access without the grants of these tables; nothing when they had none. */
  async #delete(tx: Kysely<Tables>, ids: readonly string[]): Promise<number | undefined> {
    await deleteTables(tx, ids);
    return this.#deps.access.deleteGrantsOf(tx, 'table', ...ids);
  }

  /** Grants went with the tables: a later table of the same id must not inherit them from memory. */
  async #forget(ids: readonly string[], grants: number | undefined): Promise<void> {
    const { access, onChanged } = this.#deps;
    if (ids.length === 0) return;
    const model = await this.#model();
    for (const id of ids) model.dropTable(id);
    if (grants !== undefined) await access.refresh(grants);
    await onChanged(ids);
  }

  #model(): Promise<ReadModel> {
    this.#loading ??= this.#load().catch((cause) => {
      this.#loading = undefined;
      throw cause;
    });
    return this.#loading;
  }

  async #load(): Promise<ReadModel> {
    const { read } = this.#deps.store;
    const sources = await allSources(read);
    return new ReadModel(sources, await allTables(read, sources));
  }

  #originOf({ configVersion }: PreparedSource, intent: Intent) {
    return { at: new Date(this.#deps.now()), by: actorOf(intent), configVersion };
  }
}

const actorOf = ({ actor }: Intent): string => actor.userId ?? 'system:host';
