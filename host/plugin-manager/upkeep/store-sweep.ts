import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LockEntry } from '../../kernel/generation-lock.ts';
import { crashPoint } from '../../store/crash-point.ts';
import type { GenerationFiles } from '../generation-files.ts';
import type { Packages } from '../packages.ts';
import { type CompanionSweep, sweepCompanions } from './companion-sweep.ts';
import { type Keeping, keptGenerations } from './kept-generations.ts';

/** What cleaning needs. */
export interface SweepDeps {
  readonly files: Pick<GenerationFiles, 'current' | 'all' | 'forget'>;
  readonly packages: Pick<Packages, 'alone'>;
  /** Where packages lie while they are brought. */
  readonly incoming: string;
  /** Where it is kept which trees ended the host. */
  readonly endings: string;
  /** Names of the trees that code is loaded from now. */
  readonly live: () => ReadonlySet<string>;
  /** What goes back with generations. */
  readonly beside: CompanionSweep;
  readonly keeping: () => Promise<Omit<Keeping, 'current'>>;
  /** What plans count on that may still be applied to this generation. */
  readonly planned: (current: number) => Promise<readonly LockEntry[]>;
  readonly now: () => number;
}

/** How much went. */
export interface Swept {
  readonly generations: number;
  readonly trees: number;
  /** Copies of what sources remembered. */
  readonly snapshots: number;
}

const day = 24 * 3_600_000;
const treeName = /^sha256-[0-9a-f]{64}$/;
const endingName = /^(sha256-[0-9a-f]{64})\.json$/;
const goneName = /^\.removed-/;

/**
 * Removes generations and what nobody refers to. First the generations, then settings, copies and trees that none of the
 * others and no plan names: a kill at any point leaves only what may go. A tree is renamed before it is removed, so that no half of
 * one has its name.
 */
export const sweepStore = async (deps: SweepDeps): Promise<Swept> =>
  deps.packages.alone(async (store) => {
    const { lock, pointer, fault } = await deps.files.current();
    // Where something is broken, what lies here may be what mends it.
    if (!lock || !pointer || fault !== undefined) return { generations: 0, trees: 0, snapshots: 0 };
    const all = await deps.files.all();
    const kept = keptGenerations(all, { ...(await deps.keeping()), current: lock.generation });
    const gone = all.filter(({ generation }) => !kept.has(generation));
    for (const { generation } of gone) await deps.files.forget(generation);
    crashPoint('sweep.generations');
    const left = all.filter(({ generation }) => kept.has(generation));
    const entries = [...left.flatMap(({ plugins }) => plugins), ...(await deps.planned(lock.generation))];
    const snapshots = await sweepCompanions({ left, entries, current: lock.generation }, deps.beside);
    const needed = new Set([
      ...entries.flatMap(({ treeHash }) => treeHash ?? []),
      ...Object.values(pointer.local),
      ...deps.live(),
    ]);
    const trees = await removeTrees(store, (name) => needed.has(name), deps.now());
    await removeOld(deps.incoming, deps.now());
    await removeEndings(deps, new Set([...needed, ...(await namesIn(store))]));
    return { generations: gone.length, trees, snapshots };
  });

const removeTrees = async (
  store: string,
  isNeeded: (name: string) => boolean,
  now: number,
): Promise<number> => {
  const names = await namesIn(store);
  let removed = 0;
  for (const name of names.filter((one) => treeName.test(one) && !isNeeded(one))) {
    // It may have been brought for a plan that is being looked at.
    if (!(await isOld(join(store, name), now))) continue;
    await rename(join(store, name), join(store, `.removed-${name}`));
    crashPoint('sweep.renamed');
    removed += 1;
  }
  for (const name of (await namesIn(store)).filter((one) => goneName.test(one)))
    await rm(join(store, name), { recursive: true, force: true });
  return removed;
};

/** What a crash left of packages that were being brought. */
const removeOld = async (folder: string, now: number): Promise<void> => {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    if (await isOld(path, now)) await rm(path, { recursive: true, force: true });
  }
};

/** What is known of trees that are no more, and what a crash left of files that were being written. */
const removeEndings = async (
  { endings, now }: Pick<SweepDeps, 'endings' | 'now'>,
  isThere: ReadonlySet<string>,
): Promise<void> => {
  for (const name of await namesIn(endings)) {
    const [, tree] = endingName.exec(name) ?? [];
    const mayGo = tree === undefined ? name.endsWith('.tmp') : !isThere.has(tree);
    if (mayGo && (await isOld(join(endings, name), now()))) await rm(join(endings, name), { force: true });
  }
};

const isOld = async (path: string, now: number): Promise<boolean> => now - (await stat(path)).mtimeMs > day;

const namesIn = (folder: string): Promise<readonly string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
