import { execFile } from 'node:child_process';
import { mkdir, open, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ExecutionContext } from 'ava';
import { tempFolder } from '../../support/temp-folder.ts';
import type { Lab } from './lab.ts';
import { type Fault, toldBy } from './scene.ts';

/* A volume that takes nothing more. */

const run = promisify(execFile);

/** A volume of 64 MB; nothing where none may be mounted. */
export const smallDisk = async (t: ExecutionContext): Promise<string | undefined> => {
  const folder = await tempFolder(t);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', folder]);
  } catch {
    return undefined;
  }
  t.teardown(() => run('umount', ['-l', folder]));
  return folder;
};

/** Fills the volume up to so many bytes, for the time of some work. */
const whileFull = async <T>(
  { parts: { dataDir } }: Lab,
  left: number,
  work: () => Promise<T>,
): Promise<T> => {
  const filler = join(dataDir, 'filler');
  await fill(filler);
  await truncate(filler, Math.max(0, (await stat(filler)).size - left));
  try {
    return await work();
  } finally {
    await rm(filler);
  }
};

const fill = async (path: string): Promise<void> => {
  await using file = await open(path, 'w');
  const block = Buffer.alloc(64 * 1024);
  for (;;) {
    const isFull = await file.write(block).then(
      ({ bytesWritten }) => bytesWritten < block.length,
      () => true,
    );
    if (isFull) return;
  }
};

const page = 4096;

/** Faults of the volume; each needs one of its own. */
export const fullDisk: readonly Fault[] = [
  {
    name: 'the disk is full when a version is brought',
    needsDisk: true,
    run: async ({ lab, now, next, random }) => {
      const packages = join(lab.parts.dataDir, 'plugins', 'store');
      await rm(packages, { recursive: true });
      await mkdir(packages);
      const told = await whileFull(lab, page * random.below(4), () => toldBy(lab.plan(next)));
      await lab.plan(now);
      return { allowed: [told.length === 1 ? now : 'it was brought'], told };
    },
  },
  {
    name: 'the disk is full when a version is applied',
    needsDisk: true,
    run: async ({ lab, now, next, random }) => {
      const wanted = await lab.plan(next);
      const told = await whileFull(lab, page * random.below(5), () => toldBy(lab.apply(wanted)));
      return { allowed: [told.length === 1 ? now : next], told };
    },
  },
  {
    name: 'the disk is full when one goes back',
    needsDisk: true,
    run: async ({ lab, now, before, random }) => {
      const told = await whileFull(lab, page * random.below(4), () =>
        toldBy(lab.parts.manager.rollback(undefined)),
      );
      return { allowed: [told.length === 1 ? now : before], told };
    },
  },
  {
    name: 'the files of generations can be read only',
    needsDisk: true,
    run: async ({ lab, now, next, before, random }) => {
      const [wanted, { generations }] = [await lab.plan(next), lab.parts];
      await run('mount', ['--bind', generations, generations]);
      try {
        await run('mount', ['-o', 'remount,ro,bind', generations]);
        const change = random.pick([() => lab.apply(wanted), () => lab.parts.manager.rollback(undefined)]);
        const told = await toldBy(change());
        return { allowed: [told.length === 1 ? now : `${before} or ${next}`], told };
      } finally {
        await run('umount', ['-l', generations]);
      }
    },
  },
];
