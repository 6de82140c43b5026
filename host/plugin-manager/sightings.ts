import { hash } from 'node:crypto';
import { checkerFor, Type } from '@agnes/sdk';
import { instanceState, setInstanceState } from '../store/instance-state.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { StoredPackage } from './packages.ts';

interface SightingDeps {
  readonly store: Pick<SystemStore, 'read' | 'keep'>;
  readonly now: () => number;
}

/** Since when a version is known from where it was found. */
export interface Sighting {
  /** Milliseconds. */
  readonly since: number;
  /** True: the same place had the same version with other files before. */
  readonly isReused: boolean;
}

const schema = Type.Record(Type.String(), Type.Record(Type.String(), Type.Number()));
const check = checkerFor(schema, { compiled: 'later' });
/** By version, by tree hash. */
type Known = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * Remembers which versions of a plugin a repository had, and since when, because dates of commits can say anything.
 *
 * At a first look all that is known is that date; what was not there at an earlier look is new.
 */
export class Sightings {
  readonly #deps: SightingDeps;

  constructor(deps: SightingDeps) {
    this.#deps = deps;
  }

  /** Notes what one place has of one plugin; answers by tree hash, and nothing for what lies on this machine. */
  async note(packages: readonly StoredPackage[]): Promise<ReadonlyMap<string, Sighting>> {
    const [first] = packages;
    if (!first?.remote) return new Map();
    const { store, now } = this.#deps;
    const key = `plugin_seen:${hash('sha256', `${first.remote.origin} ${first.manifest.id}`)}`;
    return store.keep(async (tx) => {
      const checked = check(await instanceState(tx, key));
      const before: Known | undefined = checked.ok ? checked.value : undefined;
      const seen = packages.map((one) => ({ one, ...sighting(one, before, now()) }));
      await setInstanceState(tx, { key, value: seen.reduce(withOne, before ?? {}), at: new Date(now()) });
      return new Map(seen.map(({ one, since, isReused }) => [one.treeHash, { since, isReused }]));
    });
  }
}

const sighting = (
  { manifest, treeHash, remote }: StoredPackage,
  before: Known | undefined,
  now: number,
): Sighting => {
  const trees = before?.[manifest.version] ?? {};
  const since = trees[treeHash] ?? (before ? now : Math.min(now, remote?.madeAt ?? now));
  const isLater = Object.entries(trees).some(([other, at]) => other !== treeHash && at <= since);
  return { since, isReused: isLater && remote?.isMarketplace === true };
};

const withOne = (
  known: Known,
  { one: { manifest, treeHash }, since }: Pick<Sighting, 'since'> & { readonly one: StoredPackage },
): Known => ({ ...known, [manifest.version]: { ...known[manifest.version], [treeHash]: since } });
