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
interface Step {
  readonly old: LockEntry;
  readonly next: LockEntry;
}

/** What connectors remember between runs, when the version of that changes. */
export class KeptState {
  readonly #deps: KeptStateDeps;

  constructor(deps: KeptStateDeps) {
    this.#deps = deps;
  }

  /** What has to become of it; nothing where both versions go on from the same. Throws when a migration is missing. */
  async change({ old, next }: Step): Promise<StateChange | undefined> {
    const { stored } = this.#deps;
    const plugin = next.id;
    const span = { from: old.state.version, to: next.state.version };
    if (span.from === span.to) return undefined;
    if (span.from < span.to) return { plugin, steps: [...(await stateSteps(await stored(next), span))] };
    const leaving = await stored(old).catch(() => undefined);
    if (leaving?.manifest.state?.reversible) return { plugin, steps: [...(await stateSteps(leaving, span))] };
    const snapshot = await this.#snapshotOf(next);
    return snapshot ? { plugin, snapshot: snapshot.name } : { plugin, forget: true };
  }

  /** Keeps a copy of what the older version remembers, before a newer one takes over. */
  async leave({ old, next }: Step, generation: number): Promise<void> {
    if (old.state.version >= next.state.version) return;
    const { store, snapshots, now } = this.#deps;
    const rows = await stateOf(store.read, await sourcesOf(store.read, old.id));
    const { version } = old.state;
    await snapshots.take({ plugin: old.id, version, takenAt: now(), rows, generation });
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

  async #snapshotOf({ id, state }: LockEntry): Promise<Snapshot | undefined> {
    return (await this.#deps.snapshots.of(id)).find(({ version }) => version === state.version);
  }
}
