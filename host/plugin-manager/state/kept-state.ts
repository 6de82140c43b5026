import type { LockEntry } from '../../kernel/generation-lock.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { StoredPackage } from '../packages.ts';
import type { StateChange } from '../settings/journal.ts';
import { stateSteps } from '../settings/migrations.ts';
import { lostSince, type Price } from './price.ts';
import type { Snapshot, Snapshots } from './snapshots.ts';
import { rowsOf, type StateRow, sourcesOf, stateOf } from './state-repository.ts';

interface KeptStateDeps {
  readonly store: Pick<SystemStore, 'read' | 'keep'>;
  readonly snapshots: Snapshots;
  /** A version as it lies in the store; throws when it does not. */
  readonly stored: (entry: LockEntry) => Promise<Pick<StoredPackage, 'manifest' | 'tree'>>;
  readonly now: () => number;
}

/** One plugin, as it is and as it is to be. */
export interface StateStep {
  /** Absent: it is not there now. */
  readonly old: LockEntry | undefined;
  readonly next: LockEntry;
}

/** What connectors remember between runs, when the version of that changes. */
export class KeptState {
  readonly #deps: KeptStateDeps;

  constructor(deps: KeptStateDeps) {
    this.#deps = deps;
  }

  /** What has to become of it; nothing where both versions go on from the same. Throws when a migration is missing. */
  async change({ old, next }: StateStep): Promise<StateChange | undefined> {
    const { stored } = this.#deps;
    const to = next.state.version;
    const from = await this.#versionOf({ old, next });
    if (from === undefined || from === to) return undefined;
    const change = { plugin: next.id, from, to };
    if (from < to) return { ...change, steps: [...(await stateSteps(await stored(next), { from, to }))] };
    const leaving = old && (await stored(old).catch(() => undefined));
    if (leaving?.manifest.state?.reversible)
      return { ...change, steps: [...(await stateSteps(leaving, { from, to }))] };
    const snapshot = await this.#snapshotOf(next);
    return snapshot ? { ...change, snapshot: snapshot.name } : { ...change, forget: true };
  }

  /** Keeps a copy of what the older version remembers, before a newer one takes over. */
  async leave(step: StateStep, generation: number): Promise<void> {
    const { id: plugin, state } = step.next;
    const version = await this.#versionOf(step);
    if (version === undefined || version >= state.version) return;
    const { snapshots, now } = this.#deps;
    await snapshots.take({ plugin, version, takenAt: now(), rows: await this.rows(plugin), generation });
  }

  /** What a change would lose, in numbers. */
  async price(plugin: string, change: StateChange | undefined): Promise<Price> {
    if (!change || change.steps) return { plugin, checkpoints: 0, rows: 0 };
    const { store, snapshots } = this.#deps;
    const snapshot = change.snapshot === undefined ? undefined : await snapshots.read(change.snapshot);
    const lost = lostSince(await this.rows(plugin), snapshot?.rows ?? []);
    const rows = await rowsOf(store.read, [...new Set(lost.map(({ stream }) => stream))]);
    return { plugin, checkpoints: lost.length, rows };
  }

  /** What is remembered now. */
  async rows(plugin: string): Promise<readonly StateRow[]> {
    const { read } = this.#deps.store;
    return stateOf(read, await sourcesOf(read, plugin));
  }

  /** The version of what is remembered now: that of the plugin, or what one left that is gone. Nothing where nothing is. */
  async #versionOf({ old, next }: StateStep): Promise<number | undefined> {
    if (old) return old.state.version;
    const versions = (await this.rows(next.id)).map(({ state_version }) => state_version);
    return versions.length === 0 ? undefined : Math.max(...versions);
  }

  async #snapshotOf({ id, state }: LockEntry): Promise<Snapshot | undefined> {
    return (await this.#deps.snapshots.of(id)).find(({ version }) => version === state.version);
  }
}
