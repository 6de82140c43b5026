import { isPlatformError } from '@agnes/sdk';
import type { GenerationLock } from '../../../host/kernel/generation-lock.ts';
import { readGeneration } from '../../../host/kernel/read-generation.ts';
import type { Lab } from './lab.ts';
import type { Random } from './random.ts';
import { versions } from './versions.ts';

/** A host that runs one version, with one before it that one can go back to. */
export interface Scene {
  readonly lab: Lab;
  readonly random: Random;
  /** What runs. */
  readonly now: string;
  /** What its parent is. */
  readonly before: string;
  /** Another one, to change to. */
  readonly next: string;
}

/** What a fault came to. */
export interface Outcome {
  /** Versions of which exactly one may run now, and after a start. */
  readonly allowed: readonly string[];
  /** What people were told; each has to say what to do. */
  readonly told: readonly string[];
  /** What the next start has to say. */
  readonly says?: RegExp;
}

/** One thing that goes wrong. */
export interface Fault {
  readonly name: string;
  /** Does it to a host that runs. When it answers the host still runs, or it was closed. */
  readonly run: (scene: Scene) => Promise<Outcome>;
  /** True: what it does needs a volume of its own. */
  readonly needsDisk?: boolean;
}

/** The version that a generation holds; nothing when it holds none. */
export const versionOf = (lock: Pick<GenerationLock, 'plugins'> | undefined): string =>
  lock?.plugins.find(({ id }) => id === 'acme/orders')?.version ?? 'none';

/** Sees to it that the host runs a version and has another one to go back to. */
export const sceneOf = async (lab: Lab, random: Random): Promise<Scene> => {
  for (;;) {
    const lock = await lab.parts.manager.current();
    const parent = await lab.read(lock.parent).catch(() => undefined);
    const [now, before] = [versionOf(lock), versionOf(parent)];
    const next = random.pick(versions.filter((version) => version !== now && version !== before));
    // What an earlier fault has done to its files is put right.
    if (before !== 'none') await lab.plan(before);
    const isApart = now !== 'none' && before !== 'none' && now !== before;
    if (isApart && (await isAsNamed(lab)) && (await lab.parts.answer()) === now)
      return { lab, random, now, before, next };
    await lab.apply(await lab.plan(next));
  }
};

/** False: it runs on an older generation, because an earlier fault has broken the one that the files name. */
const isAsNamed = async ({ parts: { generations } }: Lab): Promise<boolean> =>
  (await readGeneration(generations)).fault === undefined;

/** What was thrown, as people read it. Throws when that is no error that says what to do. */
export const toldBy = async (work: Promise<unknown>): Promise<readonly string[]> => {
  try {
    await work;
    return [];
  } catch (cause) {
    if (!isPlatformError(cause)) throw cause;
    return [`${cause.message} → ${cause.hint}`];
  }
};
