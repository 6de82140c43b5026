import { join } from 'node:path';
import type { Granted } from '../access/access.ts';
import { localType } from '../registry/local-source.ts';
import type { Source } from '../registry/source.ts';
import type { Table } from '../registry/table.ts';
import type { Change, Publication } from './change.ts';
import { type Generation, Generations, type Lease } from './generations.ts';
import type { LakeDeps } from './lake-deps.ts';
import { LakeFolder } from './lake-folder.ts';
import { loadLake } from './load-lake.ts';
import { asRegistered, goneTables, renamedTables } from './names.ts';
import { emptyChange, Publisher, type Told } from './publisher.ts';
import { byId, type Published, publishedIn, type Single, type TableState } from './table-state.ts';
import { Tidying } from './tidying.ts';

/** What readers see: generations of views over the published parquet files. */
export class Lake implements AsyncDisposable {
  readonly #deps: LakeDeps;
  readonly #folder: LakeFolder;
  readonly #generations = new Generations(() => void this.#inTurn(() => this.#tidying.freed()));
  readonly #tidying: Tidying;
  readonly #publisher: Publisher;
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: LakeDeps) {
    this.#deps = deps;
    this.#folder = new LakeFolder(deps.dataDir);
    const shared = { ...deps, folder: this.#folder, generations: this.#generations };
    this.#tidying = new Tidying({ ...shared, named: () => publishedIn(this.#publisher.states) });
    this.#publisher = new Publisher({ ...shared, tidying: this.#tidying });
  }

  /** Finishes or undoes what a crash interrupted, and builds anew when the views do not fit the data any more. */
  async open(): Promise<void> {
    const { isWhole, ...loaded } = await loadLake(this.#deps, this.#folder);
    const { number } = loaded;
    const path = isWhole && number > 0 ? { path: this.#folder.fileOf(number) } : {};
    this.#publisher.begin(loaded);
    this.#generations.replace({ number, tables: byId(publishedIn(loaded.states)), ...path });
    if (!isWhole) await this.#publisher.rebuildAll();
  }

  /** What new readers get. */
  current(): Generation {
    return this.#generations.current;
  }

  /** The same, and its files stay until the lease is disposed of. */
  lease(): Lease {
    return this.#generations.lease();
  }

  /** Folder of all extracts, absolute and real. */
  extracts(): string {
    return this.#publisher.extracts;
  }

  /** Tables with data, by name. */
  published(): readonly Published[] {
    return publishedIn(this.#publisher.states).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The version readers see of a table that the caller may read; nothing when there is none. */
  find({ resource }: Granted<Pick<Table, 'id'>>): Published | undefined {
    return this.current().tables.get(resource.id);
  }

  /** How the last attempt of a registered table went; nothing when there was none. */
  state(tableId: string): TableState | undefined {
    return this.#publisher.states.get(tableId);
  }

  /** Makes a change visible, one change after the other: readers see all of it or nothing. */
  publish(change: Change): Promise<Publication> {
    return this.#publishInTurn((registered) => asRegistered(change, registered));
  }

  /** Takes tables away from readers; their files go later. */
  async remove(tableIds: readonly string[]): Promise<void> {
    await this.publish({ ...emptyChange, removed: tableIds });
  }

  /**
   * Brings the views in line with the registry: renamed tables have their new name at once, tables that are gone leave.
   *
   * With `all` every view is made anew, whatever the file of the current generation says.
   */
  reconcile({ all = false }: { readonly all?: boolean } = {}): Promise<Publication> {
    return this.#publishInTurn(
      (registered) => ({ ...emptyChange, removed: goneTables(this.#publisher.states, registered) }),
      all,
    );
  }

  /** Makes the one file of a table in parts downloadable; false when the table is no more, or is not in parts. */
  putSingle(tableId: string, single: Single): Promise<boolean> {
    return this.#inTurn(() => this.#publisher.putSingle(tableId, single));
  }

  /** Deletes what crashes have left in the extract of a source that no run is reading; nothing in a folder of others. */
  async sweep({ slug, type }: Pick<Source, 'slug' | 'type'>): Promise<void> {
    if (type === localType) return;
    await this.#inTurn(() => this.#tidying.sweep(join(this.#publisher.extracts, slug)));
  }

  /** Waits for what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
  }

  async #publishInTurn(
    changeOf: (registered: readonly Table[]) => Change,
    anew = false,
  ): Promise<Publication> {
    const done = await this.#inTurn(async () => {
      const registered = await this.#deps.registry.tables();
      // A name may have passed to another table: first the renamed ones, as they are.
      const renamed = renamedTables(this.#publisher.states, registered);
      const before = renamed.length > 0 ? [await this.#publisher.publish({ ...emptyChange, renamed })] : [];
      return { before, last: await this.#publisher.publish(changeOf(registered), anew) };
    });
    for (const told of [...done.before, done.last]) await this.#tell(told);
    return withRenames(done);
  }

  async #tell({ isNews, rebuilt, brought }: Told): Promise<void> {
    if (!isNews) return;
    await this.#deps.published?.(brought);
    await this.#deps.hooks.afterRebuild(rebuilt);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const working = this.#last.then(work);
    this.#last = working.catch(() => undefined);
    return working;
  }
}

const withRenames = ({ before, last }: { before: readonly Told[]; last: Told }): Publication => ({
  ...last.publication,
  changed: [...before.flatMap(({ publication }) => publication.changed), ...last.publication.changed],
  removed: [...before.flatMap(({ publication }) => publication.removed), ...last.publication.removed],
});
