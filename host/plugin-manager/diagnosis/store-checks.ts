import { type GenerationLock, isOutside, type LockEntry } from '../../kernel/generation-lock.ts';
import { verifiedTree } from '../../kernel/locked-plugins.ts';
import { reasonOf } from '../../kernel/reason.ts';
import { isTight, type Space } from '../../store/free-space.ts';
import { type Check, failure, fine, warning } from './doctor-check.ts';

/** What the store has to hold. */
export interface Stocktaking {
  /** Folder of the trees that were installed. */
  readonly store: string;
  readonly current: Pick<GenerationLock, 'generation' | 'plugins'>;
  /** Those that one may go back to. */
  readonly older: readonly GenerationLock[];
  readonly space: Space;
}

/** Every tree of the current generation, byte by byte; those of older ones; and the room that is left. */
export const storeChecks = async ({
  store,
  current,
  older,
  space,
}: Stocktaking): Promise<readonly Check[]> => {
  const faults = await faultsOf(store, installedIn(current.plugins));
  const trees = new Set(installedIn(current.plugins).map(({ treeHash }) => treeHash));
  const others = older
    .flatMap(({ plugins }) => installedIn(plugins))
    .filter(({ treeHash }) => !trees.has(treeHash));
  const gone = await faultsOf(store, uniqueTrees(others));
  return [
    ...faults.map(({ entry, reason }) => ({ ...failure('store', reason, again(entry)), plugin: entry.id })),
    ...(faults.length === 0 ? [fine('store', `${trees.size} plugins are in the store, byte for byte.`)] : []),
    ...gone.map(({ entry, reason }) => ({
      ...warning('rollback', `${reason} Generations with it cannot be gone back to.`, again(entry)),
      plugin: entry.id,
    })),
    spaceCheck(space),
  ];
};

interface TreeFault {
  readonly entry: LockEntry;
  readonly reason: string;
}

const faultsOf = async (store: string, entries: readonly LockEntry[]): Promise<readonly TreeFault[]> => {
  const faults: TreeFault[] = [];
  // One after the other: each is read as a whole.
  for (const entry of entries) {
    const reason = await verifiedTree(store, entry).then(() => undefined, reasonOf);
    if (reason !== undefined) faults.push({ entry, reason });
  }
  return faults;
};

const installedIn = (entries: readonly LockEntry[]): readonly LockEntry[] =>
  entries.filter((entry) => !isOutside(entry));

const uniqueTrees = (entries: readonly LockEntry[]): readonly LockEntry[] => [
  ...new Map(entries.map((entry) => [entry.treeHash, entry])).values(),
];

const again = ({ id, version }: LockEntry): string =>
  `Restore data/plugins/store from a backup, or install "${id}" ${version} again from where it came.`;

const spaceCheck = (space: Space): Check => {
  const free = `${Math.floor(space.free / 2 ** 20)} MB are free for plugins and data.`;
  return isTight(space)
    ? failure('disk', free, 'Make room on the volume of the data folder; below this the host only reads.')
    : fine('disk', free);
};
