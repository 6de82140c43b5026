import { join } from 'node:path';
import type { Granted } from '../access/access.ts';
import type { HookCalls } from '../kernel/hooks.ts';
import type { Registry } from '../registry/registry.ts';
import type { Table } from '../registry/table.ts';
import type { Conditions } from '../store/conditions.ts';
import { crashPoint } from '../store/crash-point.ts';
import type { SystemStore } from '../store/system-store.ts';
import { nextStates, planViews, type States, type ViewPlan } from './apply-change.ts';
import { asItIs, type Built, buildNext } from './build-next.ts';
import type { Change, Publication } from './change.ts';
import { commitChange, digestOf } from './commit-change.ts';
import { type Generation, Generations, type Lease } from './generations.ts';
import { notRebuilt, notTidied, unreadable } from './lake-conditions.ts';
import { collectParquet, LakeFolder } from './lake-folder.ts';
import { loadLake } from './load-lake.ts';
import { byId, type Published, publishedIn, type TableState } from './table-state.ts';

/** What the lake needs. */
export interface LakeDeps {
  readonly store: SystemStore;
  readonly registry: Pick<Registry, 'tables'>;
  readonly conditions: Pick<Conditions, 'raise' | 'clear'>;
  readonly hooks: Pick<HookCalls, 'afterRebuild'>;
  /** `DATA_DIR`. */
  readonly dataDir: string;
  readonly now: () => number;
  /** Crash point of the builder process. Crash tests only. */
  readonly crashAt?: string;
}

/** What readers see: generations of views over the published parquet files. */
export class Lake {
  readonly #deps: LakeDeps;
  readonly #folder: LakeFolder;
  readonly #generations = new Generations();
  #extracts: string;
  #states: States = new Map();
  #lastNumber = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: LakeDeps) {
    this.#deps = deps;
    this.#folder = new LakeFolder(join(deps.dataDir, 'analytics'));
    this.#extracts = join(deps.dataDir, 'extracts');
  }

  /** Finishes or undoes what a crash interrupted, and builds anew when the views do not fit the data any more. */
  async open(): Promise<void> {
    const { extracts, number, states, isWhole } = await loadLake(this.#deps, this.#folder);
    this.#extracts = extracts;
    this.#lastNumber = number;
    this.#states = states;
    const path = isWhole && number > 0 ? { path: this.#folder.fileOf(number) } : {};
    this.#generations.replace({ number, tables: byId(this.published()), ...path });
    if (!isWhole) await this.#rebuildAll();
  }

  /** What new readers get. */
  current(): Generation {
    return this.#generations.current;
  }

  /** The same, and its files stay until the lease is disposed of. */
  lease(): Lease {
    return this.#generations.lease();
  }

  /** Tables with data, by name. */
  published(): readonly Published[] {
    return publishedIn(this.#states).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The version readers see of a table that the caller may read; nothing when there is none. */
  find({ resource }: Granted<Pick<Table, 'id'>>): Published | undefined {
    return this.current().tables.get(resource.id);
  }

  /** How the last attempt of a registered table went; nothing when there was none. */
  state(tableId: string): TableState | undefined {
    return this.#states.get(tableId);
  }

  /** Makes a change visible, one change after the other: readers see all of it or nothing. */
  async publish(change: Change): Promise<Publication> {
    const publishing = this.#last.then(() => this.#publish(change));
    this.#last = publishing.catch(() => undefined);
    const { isNew, ...publication } = await publishing;
    if (isNew) await this.#tell(publication, change);
    return publication;
  }

  /** Takes tables away from readers; their files go later. */
  async remove(tableIds: readonly string[]): Promise<void> {
    await this.publish({ ...nothing, removed: tableIds });
  }

  async #publish(change: Change): Promise<Publication & { readonly isNew: boolean }> {
    const { current } = this.#generations;
    const extractDir = join(this.#extracts, change.source.slug);
    const plan = planViews(change, current.tables, extractDir);
    const isNew = plan.put.length + plan.drop.length > 0 || lacksFile(current);
    const { unreadable: refused, ...built } = isNew ? await this.#build(plan, current) : asItIs(current);
    const bad = new Set(refused.map(({ id }) => id));
    const tables = change.tables.filter(({ id }) => !bad.has(id));
    const publication = {
      generation: built.number,
      changed: plan.put.filter(({ id }) => !bad.has(id)).map(({ name }) => name),
      removed: plan.drop,
      refused,
    };
    const settled = { ...change, tables, failed: [...change.failed, ...refused] };
    await this.#commit(settled, { ...built, publication, extractDir });
    if (isNew) await this.#show(built.number, change, extractDir);
    return { isNew, ...publication };
  }

  #build(plan: ViewPlan, current: Generation): Promise<Built> {
    // A number is never used twice, not even after a failure: somebody may still have the file open.
    this.#lastNumber += 1;
    const { crashAt } = this.#deps;
    return buildNext(plan, current, {
      folder: this.#folder,
      extracts: this.#extracts,
      number: this.#lastNumber,
      ...(crashAt !== undefined && { crashAt }),
    });
  }

  async #rebuildAll(): Promise<void> {
    try {
      const { refused } = await this.#publish(nothing);
      for (const table of refused) await this.#deps.conditions.raise(unreadable(table));
      await this.#deps.conditions.clear('lake', 'analytics', 'rebuild_failed');
    } catch (cause) {
      // The host starts all the same: tables are read by their files, and the next publication builds again.
      await this.#deps.conditions.raise(notRebuilt(cause));
    }
  }

  async #commit(change: Change, { number, path, shown, publication, extractDir }: Ready): Promise<void> {
    const at = { generation: number, now: new Date(this.#deps.now()), extractDir };
    const { all, touched } = nextStates(this.#states, change, at);
    const tables = publishedIn(all).filter(({ id }) => shown.has(id));
    const digest = digestOf(this.#extracts, tables);
    await commitChange(this.#deps.store, { change, touched, digest, publication, now: at.now });
    crashPoint('rebuild.committed');
    this.#states = all;
    this.#generations.replace({ number, tables: byId(tables), ...(path !== undefined && { path }) });
  }

  /** After the commit nothing can fail the publication any more; what is left undone is done by the next one. */
  async #show(number: number, change: Change, extractDir: string): Promise<void> {
    const { conditions } = this.#deps;
    try {
      await this.#folder.showCopy(number);
      crashPoint('rebuild.shown');
      const inUse = this.#generations.inUse();
      await this.#folder.collect(inUse);
      if (change.collect)
        await collectParquet(extractDir, [...inUse.flatMap(filesOf), ...brought(change, extractDir)]);
      await conditions.clear('lake', 'analytics', 'not_tidied');
    } catch (cause) {
      await conditions.raise(notTidied(cause));
    }
  }

  async #tell({ generation, changed, removed, refused }: Publication, { failed }: Change): Promise<void> {
    const names = [...failed, ...refused].map(({ name }) => name);
    await this.#deps.hooks.afterRebuild({ generation, changed, removed, failed: names });
  }
}

/** A built generation with all that its commit writes. */
type Ready = Omit<Built, 'unreadable'> & { readonly publication: Publication; readonly extractDir: string };

const nothing: Change = {
  source: { id: '', slug: '' },
  tables: [],
  unchanged: [],
  removed: [],
  failed: [],
  collect: false,
};

const filesOf = ({ tables }: Generation): readonly string[] =>
  [...tables.values()].flatMap(({ files }) => files);

const brought = ({ tables }: Change, extractDir: string): readonly string[] =>
  tables.flatMap(({ files }) => files.map(({ path }) => join(extractDir, path)));

const lacksFile = ({ number, path }: Generation): boolean => number > 0 && path === undefined;
