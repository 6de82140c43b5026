import { join } from 'node:path';
import type { Rebuilt } from '@agnes/sdk';
import { crashPoint } from '../store/crash-point.ts';
import { failsAnew, namesGone, nextStates, planViews, type States, type ViewPlan } from './apply-change.ts';
import { asItIs, type Built, buildNext } from './build-next.ts';
import { Builder } from './builder.ts';
import type { Change, Publication } from './change.ts';
import { commitChange, digestOf } from './commit-change.ts';
import { type Generation, type Generations, lacksFile, withoutFile } from './generations.ts';
import { notRebuilt, unreadable } from './lake-conditions.ts';
import type { LakeDeps } from './lake-deps.ts';
import type { LakeFolder } from './lake-folder.ts';
import type { LoadedLake } from './load-lake.ts';
import { saveSingle } from './repository.ts';
import { changesOf, touchedIds } from './table-changes.ts';
import { byId, isInParts, type Published, publishedIn, type Single } from './table-state.ts';
import type { Tidying } from './tidying.ts';

interface PublisherDeps extends LakeDeps {
  readonly folder: LakeFolder;
  readonly generations: Generations;
  readonly tidying: Tidying;
}

/** A publication with what others are told of it. */
export interface Told {
  readonly publication: Publication;
  /** False when there is nothing that was not told before. */
  readonly isNews: boolean;
  readonly rebuilt: Rebuilt;
  readonly brought: readonly Published[];
}

/** Says nothing about any table. */
export const emptyChange: Change = {
  source: { id: '', slug: '' },
  tables: [],
  unchanged: [],
  removed: [],
  failed: [],
  collect: false,
};

/** Makes changes visible. Whoever calls it sees to it that one is over before the next begins. */
export class Publisher {
  readonly #deps: PublisherDeps;
  readonly #builder: Pick<Builder, 'build'>;
  #states: States = new Map();
  #extracts: string;
  #lastNumber = 0;

  constructor(deps: PublisherDeps) {
    this.#deps = deps;
    this.#builder = deps.builder ?? new Builder();
    this.#extracts = join(deps.dataDir, 'extracts');
  }

  get states(): States {
    return this.#states;
  }

  /** Folder of all extracts. */
  get extracts(): string {
    return this.#extracts;
  }

  /** Goes on from what was committed last. */
  begin({ extracts, number, states }: Omit<LoadedLake, 'isWhole'>): void {
    this.#extracts = extracts;
    this.#lastNumber = number;
    this.#states = states;
  }

  /** `anew`: every view is made again, from nothing. */
  async publish(change: Change, anew = false): Promise<Told> {
    const before = this.#deps.generations.current;
    const extractDir = join(this.#extracts, change.source.slug);
    const plan = planViews(change, before.tables, extractDir);
    const base = anew ? withoutFile(before) : before;
    const isNew = plan.put.length + plan.drop.length > 0 || lacksFile(base);
    const built = isNew ? await this.#build(plan, base) : asItIs(before);
    const settled = settle(change, plan, built);
    const isNews = isNew || failsAnew(this.#states, settled.change);
    const after = await this.#commit(settled, { built, before, extractDir, isNew });
    if (isNew) {
      this.#deps.tidying.retire(before, after, touchedIds(change));
      await this.#deps.tidying.show(built.number, change, extractDir);
    }
    return told(settled, { after, isNews });
  }

  /** When the host starts and the views do not fit the data. */
  async rebuildAll(): Promise<void> {
    const { conditions } = this.#deps;
    try {
      const { publication } = await this.publish(emptyChange, true);
      for (const table of publication.refused) await conditions.raise(unreadable(table));
      await conditions.clear('lake', 'analytics', 'rebuild_failed');
    } catch (cause) {
      // The host starts all the same: tables are read by their files, and the next publication builds again.
      await conditions.raise(notRebuilt(cause));
    }
  }

  /** False when the table is no more, or is one file anyway. */
  async putSingle(id: string, single: Single): Promise<boolean> {
    const { store, generations, tidying } = this.#deps;
    const state = this.#states.get(id);
    if (!state?.data || !isInParts(state.data.parts)) return false;
    await store.keep((tx) => saveSingle(tx, id, single));
    const old = state.data.single?.path;
    const next = { ...state, data: { ...state.data, single } };
    this.#states = new Map(this.#states).set(id, next);
    const { current } = generations;
    const [shown] = publishedIn(new Map([[id, next]]));
    if (shown && current.tables.has(id))
      generations.replace({ ...current, tables: new Map(current.tables).set(id, shown) });
    if (old !== undefined && old !== single.path) tidying.retireFile(old);
    return true;
  }

  #build(plan: ViewPlan, base: Generation): Promise<Built> {
    // A number is never used twice, not even after a failure: somebody may still have the file open.
    this.#lastNumber += 1;
    const { crashAt, folder } = this.#deps;
    return buildNext(plan, base, {
      builder: this.#builder,
      folder,
      extracts: this.#extracts,
      number: this.#lastNumber,
      ...(crashAt !== undefined && { crashAt }),
    });
  }

  async #commit({ change, publication }: Settled, { built, before, extractDir, isNew }: Ready) {
    const { number, path, shown } = built;
    const { store, now, generations } = this.#deps;
    const at = { generation: number, now: new Date(now()), extractDir };
    const { all, touched } = nextStates(this.#states, change, at);
    const tables = publishedIn(all).filter(({ id }) => shown.has(id));
    const digest = digestOf(this.#extracts, tables);
    const after = { number, tables: byId(tables), ...(path !== undefined && { path }) };
    const log = {
      ...changesOf(change, before, after),
      number,
      parent: before.number,
      createdAt: at.now,
      tables: tables.length,
      digest,
    };
    await commitChange(store, { change, touched, digest, publication, now: at.now, ...(isNew && { log }) });
    crashPoint('rebuild.committed');
    this.#states = all;
    generations.replace(after);
    return after;
  }
}

interface Settled {
  /** Without the tables that were refused. */
  readonly change: Change;
  readonly publication: Publication;
  /** Ids of the tables whose view is new. */
  readonly ids: readonly string[];
}

interface Ready {
  readonly built: Built;
  readonly before: Generation;
  readonly extractDir: string;
  readonly isNew: boolean;
}

const settle = (change: Change, plan: ViewPlan, { number, unreadable: refused }: Built): Settled => {
  const bad = new Set(refused.map(({ id }) => id));
  const put = plan.put.filter(({ id }) => !bad.has(id));
  const names = put.map(({ name }) => name);
  return {
    change: {
      ...change,
      tables: change.tables.filter(({ id }) => !bad.has(id)),
      failed: [...change.failed, ...refused],
    },
    publication: { generation: number, changed: names, removed: namesGone(plan), refused },
    ids: put.map(({ id }) => id),
  };
};

const told = (
  { change, publication, ids }: Settled,
  { after, isNews }: { readonly after: Generation; readonly isNews: boolean },
): Told => {
  const { generation, changed, removed } = publication;
  const brought = ids.flatMap((id) => after.tables.get(id) ?? []);
  const tables = brought.map(({ id, name, rows, version }) => ({ id, name, rows, version }));
  const failed = change.failed.map(({ name }) => name);
  return { publication, isNews, brought, rebuilt: { generation, changed, removed, failed, tables } };
};
