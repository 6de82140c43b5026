import type { Intent } from '../http/intent.ts';
import type { Desk, RegistryDeps } from './desk.ts';
import { sourceNotFound, tableNotFound } from './errors.ts';
import { ReadModel } from './read-model.ts';
import { removeSource, removeTable } from './remove.ts';
import type { KnownConnector, Source, SourceChange, SourceDraft } from './source.ts';
import { changeSource } from './sources/change-source.ts';
import { createSource, ensureSource } from './sources/keep-source.ts';
import { allSources } from './sources/repository.ts';
import type { Table, TableChange, TableDraft } from './table.ts';
import { type AboutTable, aboutTable } from './tables/about-repository.ts';
import { type Prechecked, precheckTable, registerTable } from './tables/register-table.ts';
import { allSyncFacts, allTables, type SyncFacts } from './tables/repository.ts';
import { type TableUpdate, updateTable } from './tables/update-table.ts';

/** Which sources and tables there are. The only writer of their rows, so it may answer from memory. */
export class Registry {
  readonly #desk: Desk;
  #loading: Promise<ReadModel> | undefined;

  constructor(deps: RegistryDeps) {
    this.#desk = { ...deps, model: () => this.#model() };
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

  /** Connectors of enabled plugins, as they are now. */
  connectors(): readonly KnownConnector[] {
    return this.#desk.connectors();
  }

  /** The connector that reads sources of this type, if its plugin is enabled. */
  connector(type: string): KnownConnector | undefined {
    return this.connectors().find((connector) => connector.type === type);
  }

  /** What is known about the last run of each table, by table id. */
  async syncFacts(): Promise<ReadonlyMap<string, SyncFacts>> {
    return await allSyncFacts(this.#desk.store.read);
  }

  /** What hangs on a table: its last runs, changes of its columns, what goes along with it. */
  async about(id: string): Promise<AboutTable> {
    return await aboutTable(this.#desk.store.read, id);
  }

  /** Registers a table; its id follows from its name and never changes. */
  register(draft: TableDraft, intent: Intent): Promise<Table> {
    return registerTable(this.#desk, draft, intent);
  }

  /** The table a draft would become, and its source; throws what registering would throw, and writes nothing. */
  precheck(draft: TableDraft, intent: Intent): Promise<Prechecked> {
    return precheckTable(this.#desk, draft, intent);
  }

  /** Changes some fields of a table; its id, grants, files and history stay. */
  update(idOrName: string, change: TableChange, intent: Intent): Promise<TableUpdate> {
    return updateTable(this.#desk, { idOrName, change }, intent);
  }

  /** Registers a table unless this source already has it; what an administrator changed since stays. */
  async ensureTable(draft: TableDraft, intent: Intent): Promise<Table> {
    const known = await this.find(draft.name);
    return known && known.sourceSlug === draft.connection ? known : await this.register(draft, intent);
  }

  /** Removes a table with everything that hangs on it. */
  unregister(idOrName: string, intent: Intent): Promise<void> {
    return removeTable(this.#desk, idOrName, intent);
  }

  createSource(draft: SourceDraft, intent: Intent): Promise<Source> {
    return createSource(this.#desk, draft, intent);
  }

  /** Brings the source with this slug to what the draft says; writes nothing when it is there already. */
  ensureSource(draft: SourceDraft, intent: Intent): Promise<Source> {
    return ensureSource(this.#desk, draft, intent);
  }

  /** Changes some settings of a source; its slug and type stay. */
  changeSource(slugOrId: string, change: SourceChange, intent: Intent): Promise<Source> {
    return changeSource(this.#desk, { slugOrId, change }, intent);
  }

  /** Removes a source; with `force` along with its tables, otherwise only when it has none. */
  removeSource(slugOrId: string, { force }: { readonly force: boolean }, intent: Intent): Promise<void> {
    return removeSource(this.#desk, { source: slugOrId, force }, intent);
  }

  /** Writes down that something was asked for, whatever becomes of it. */
  note(intent: Intent): Promise<void> {
    return this.#desk.store.write(intent, async () => {});
  }

  #model(): Promise<ReadModel> {
    this.#loading ??= this.#load().catch((cause) => {
      this.#loading = undefined;
      throw cause;
    });
    return this.#loading;
  }

  async #load(): Promise<ReadModel> {
    const { read } = this.#desk.store;
    const sources = await allSources(read);
    return new ReadModel(sources, await allTables(read, sources));
  }
}
