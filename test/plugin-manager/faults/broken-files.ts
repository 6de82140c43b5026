import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, contentHash, type GenerationLock } from '../../../host/kernel/generation-lock.ts';
import { readPlaced } from '../../../host/kernel/placed-generations.ts';
import { lockName, pointerCopyName, pointerName } from '../../../host/kernel/read-generation.ts';
import { GenerationFiles } from '../../../host/plugin-manager/generation-files.ts';
import { type Fault, type Scene, versionOf } from './scene.ts';

/* What is found broken when a host starts. */

const cut = async (path: string, { random }: Scene): Promise<void> => {
  const { length } = await readFile(path);
  // Without its last line break a file says what it said.
  await truncate(path, random.below(length - 2));
};

/** Ends the host, does something to a file of it, and says what may run then. */
const between = (
  name: string,
  spoil: (scene: Scene & { readonly lock: string; readonly pointer: string }) => Promise<void>,
  { allowed, says }: { readonly allowed: (scene: Scene) => string; readonly says?: RegExp },
): Fault => ({
  name,
  run: async (scene) => {
    const { lab } = scene;
    const { generation } = await lab.parts.manager.current();
    await lab.close();
    const at = (file: string) => join(lab.parts.generations, file);
    await spoil({ ...scene, lock: at(lockName(generation)), pointer: at(pointerName) });
    return { allowed: [allowed(scene)], told: [], ...(says && { says }) };
  },
});

const same = { allowed: ({ now }: Scene) => now };
const copied = {
  ...same,
  says: /current\.json is (broken|missing)\..*Generation \d+ is used\..*(Restore|restore)/,
};
const older = {
  allowed: ({ before }: Scene) => before,
  says: /of plugin generation \d+ cannot be used: .*Generation \d+ is used\..*(Restore|restore)/,
};

interface Row {
  /** Which locks are changed, and below which number one is looked for that was not. */
  readonly of: (current: Pick<GenerationLock, 'generation' | 'parent'>) => {
    readonly changed: readonly unknown[];
    readonly below: number;
  };
  readonly more?: (scene: Scene) => Promise<void>;
}

/** A lock that was changed counts in no place: the first sound one behind it that was current does, or none. */
const inARow = (name: string, { of, more }: Row): Fault => ({
  name,
  run: async (scene) => {
    const { lab } = scene;
    const files = new GenerationFiles(lab.parts.generations);
    const { generation } = await lab.parts.manager.current();
    const { changed, below } = of(await files.read(generation));
    const all = await files.all();
    const placed = (await readPlaced(lab.parts.generations)) ?? [];
    const wasCurrent = (number: number) => placed.some(({ generation: one }) => one === number);
    const sound = all.find(
      (lock) => lock.generation < below && !changed.includes(lock.generation) && wasCurrent(lock.generation),
    );
    // What an earlier fault has done to its files is put right.
    if (versionOf(sound) !== 'none') await lab.plan(versionOf(sound));
    await lab.close();
    for (const lock of all.filter((one) => changed.includes(one.generation))) {
      const path = join(lab.parts.generations, lockName(lock.generation));
      await writeFile(path, (await readFile(path, 'utf8')).replace('u1', 'u2'));
    }
    await more?.(scene);
    const used = sound ? `Generation ${sound.generation} is used` : 'Only what ships with the host is used';
    return { allowed: [versionOf(sound)], told: [], says: new RegExp(`${used}.*restore`) };
  },
});

/** Faults of files that say which plugins there are. */
export const brokenFiles: readonly Fault[] = [
  between('current.json is cut off', (scene) => cut(scene.pointer, scene), copied),
  between('current.json is gone', ({ pointer }) => rm(pointer), copied),
  between(
    'current.json holds something else',
    ({ pointer, random }) =>
      writeFile(pointer, random.pick(['{}', 'null', '\0\0\0', '{"generation":"two"}'])),
    copied,
  ),
  between(
    'the copy of current.json is cut off',
    (scene) => cut(join(scene.lab.parts.generations, pointerCopyName), scene),
    same,
  ),
  between('the lock is cut off', (scene) => cut(scene.lock, scene), older),
  between('the lock is gone', ({ lock }) => rm(lock), older),
  between(
    'the lock was changed',
    async ({ lock }) => writeFile(lock, (await readFile(lock, 'utf8')).replace('u1', 'u2')),
    older,
  ),
  between(
    'a newer host has written the lock',
    async ({ lock, pointer }) => {
      const found = JSON.parse(await readFile(lock, 'utf8'));
      const text = canonicalJson({ ...found, host: { version: '7.0.0' }, seats: 3 });
      await writeFile(lock, text);
      const said = JSON.parse(await readFile(pointer, 'utf8'));
      await writeFile(pointer, canonicalJson({ ...said, sha256: contentHash(text) }));
    },
    { ...older, says: /written by version 7\.0\.0 of the host.*Generation \d+ is used/ },
  ),
  inARow('the lock and that of its parent were changed', {
    of: ({ generation, parent }) => ({ changed: [generation, parent], below: generation }),
  }),
  inARow('the lock was changed, and no file names the current one', {
    of: ({ generation }) => ({ changed: [generation], below: Number.MAX_SAFE_INTEGER }),
    more: async ({ lab: { parts }, random }) => {
      await writeFile(join(parts.generations, pointerName), random.pick(['', '{', '[]']));
      await rm(join(parts.generations, pointerCopyName));
    },
  }),
];
