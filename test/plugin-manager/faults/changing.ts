import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyFailed } from '../../../host/plugin-manager/errors.ts';
import { openSystemStore } from '../../../host/store/system-store.ts';
import { type Fault, type Scene, toldBy } from './scene.ts';
import { failing } from './versions.ts';

/* What goes wrong while plugins are changed. */

const treeOf = async ({ lab }: Scene, generation: number | null | undefined): Promise<string> => {
  const lock = await lab.read(generation);
  return join(lab.parts.stored, lock.plugins[0]?.treeHash ?? 'none');
};

const spoil = async (folder: string, { random }: Scene): Promise<void> => {
  const file = join(folder, random.pick(['index.ts', 'connector.ts', 'agnes.plugin.json']));
  if (random.below(3) === 0) return rm(folder, { recursive: true });
  await chmod(file, 0o600);
  await writeFile(file, random.pick(['', 'evil', '{}']));
};

/** Another number of tries, and what became of each. */
const together = async (works: readonly Promise<unknown>[]) => {
  const told = await Promise.all(works.map(toldBy));
  return { done: told.filter(({ length }) => length === 0).length, told: told.flat() };
};

/** Faults of a host that goes on. */
export const whileChanging: readonly Fault[] = [
  {
    name: 'the probe fails',
    run: async ({ lab, now, next }) => {
      lab.parts.world.probe = () =>
        Promise.reject(applyFailed({ plugin: 'acme/orders', reason: 'the source "shop" no longer answers' }));
      return { allowed: [now], told: await toldBy(lab.apply(await lab.plan(next))) };
    },
  },
  {
    name: 'the probe hangs until the change is called off',
    run: async ({ lab, now, next, random }) => {
      const off = new AbortController();
      const hung = Promise.withResolvers<never>();
      off.signal.addEventListener('abort', () => hung.reject(off.signal.reason));
      const ends = random.pick([hung.promise, Promise.resolve()]);
      lab.parts.world.probe = () => {
        queueMicrotask(() => off.abort());
        return ends;
      };
      const wanted = await lab.plan(next);
      const isOff = await lab.apply(wanted, off.signal).then(
        () => false,
        () => true,
      );
      hung.promise.catch(() => undefined);
      return { allowed: [isOff ? now : 'nobody called it off'], told: [] };
    },
  },
  {
    name: 'the version fails while it is watched',
    run: async ({ lab, now }) => ({
      allowed: [now],
      told: await toldBy(lab.apply(await lab.plan(failing))),
    }),
  },
  {
    name: 'files of the new version are changed in the store',
    run: async (scene) => {
      const { lab, now, next } = scene;
      const wanted = await lab.plan(next);
      await spoil(join(lab.parts.stored, wanted.plugins[0]?.treeHash ?? ''), scene);
      return { allowed: [now], told: await toldBy(lab.apply(wanted)) };
    },
  },
  {
    name: 'files of the old version are changed in the store, and one goes back to it',
    run: async (scene) => {
      const { lab, now } = scene;
      await spoil(await treeOf(scene, (await lab.parts.manager.current()).parent), scene);
      return { allowed: [now], told: await toldBy(lab.parts.manager.rollback(undefined)) };
    },
  },
  {
    name: 'two plans from one base are applied at once',
    run: async ({ lab, random, next, before }) => {
      const plans = [await lab.plan(next), await lab.plan(before)];
      const { done, told } = await together(
        (random.below(2) ? plans : plans.toReversed()).map((p) => lab.apply(p)),
      );
      return { allowed: done === 1 ? [next, before] : [`${done} were applied`], told };
    },
  },
  {
    name: 'one applies while another goes back',
    run: async ({ lab, next, before }) => {
      const wanted = await lab.plan(next);
      const { done, told } = await together([lab.parts.manager.rollback(undefined), lab.apply(wanted)]);
      return { allowed: done === 1 ? [before] : [`${done} were done`], told };
    },
  },
  {
    name: 'one goes back while another applies',
    run: async ({ lab, next, now }) => {
      const wanted = await lab.plan(next);
      const { done } = await together([lab.apply(wanted), lab.parts.manager.rollback(undefined)]);
      // Back to what there was before the change, which has been done by then.
      return { allowed: done === 2 ? [now] : [`${done} were done`], told: [] };
    },
  },
  {
    name: 'the system database is gone in the middle',
    run: async ({ lab, now, next, random }) => {
      const wanted = await lab.plan(next);
      const close = async () => lab.parts.store[Symbol.asyncDispose]();
      const isEarly = random.below(2) > 0;
      lab.parts.world[isEarly ? 'probe' : 'soak'] = close;
      // Settings are written down before the new version counts; where that fails, nothing has changed.
      return { allowed: [isEarly ? now : next], told: await toldBy(lab.apply(wanted)) };
    },
  },
  {
    name: 'another host takes the same folder',
    run: async ({ lab, next }) => {
      const folder = join(lab.parts.dataDir, 'state');
      const told = await toldBy(openSystemStore({ folder, now: Date.now, hostVersion: '0.1.0' }));
      await lab.apply(await lab.plan(next));
      return { allowed: [told.length === 1 ? next : 'two hosts'], told };
    },
  },
  {
    name: 'the clock goes back',
    run: async ({ lab, next, now, random }) => {
      const back = (1 + random.below(1000)) * 86_400_000;
      const wanted = await lab.plan(next);
      lab.parts.world.now = () => Date.now() - back;
      const version = random.pick([next, failing]);
      const told = await toldBy(lab.apply(version === next ? wanted : await lab.plan(failing)));
      return { allowed: [version === next ? next : now], told };
    },
  },
];
