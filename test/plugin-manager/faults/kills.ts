import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Fault, Scene } from './scene.ts';

/* The host is killed while it changes plugins. */

const program = fileURLToPath(new URL('programs/die.ts', import.meta.url));
const hook = fileURLToPath(new URL('../../../host/kernel/resolve-sdk.ts', import.meta.url));

/** Answers the signal that ended it. */
const killed = async (...args: readonly string[]): Promise<NodeJS.Signals | null> => {
  const child = spawn(process.execPath, ['--import', hook, program, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await once(child, 'close');
  return child.signalCode;
};

/** Every named step of a change, in the order they come. */
export const steps = [
  'apply.staged',
  'generation.written',
  'generation.alone',
  'generation.current',
  'generation.copied',
  'apply.swapped',
] as const;

/** From here on a start takes the new one. */
const decided = steps.indexOf('generation.current');

interface Change {
  readonly from: (scene: Scene) => string;
  readonly to: (scene: Scene) => string;
}

const changes: Readonly<Record<string, Change>> = {
  apply: { from: ({ now }) => now, to: ({ next }) => next },
  rollback: { from: ({ now }) => now, to: ({ before }) => before },
  'take-back': { from: () => '9.0.0', to: ({ now }) => now },
};

const killAt = (change: string, step: string, allowed: (scene: Scene) => string): Fault => ({
  name: `killed at ${step} of ${change}`,
  run: async (scene) => {
    const { lab, next } = scene;
    await lab.close();
    const signal = await killed(lab.parts.dataDir, change, next, step);
    return { allowed: [signal === 'SIGKILL' ? allowed(scene) : 'it was not killed'], told: [] };
  },
});

/** A kill at every step of every change, and at moments that nobody chose. */
export const kills: readonly Fault[] = [
  ...Object.entries(changes).flatMap(([change, { from, to }]) =>
    steps.map((step, index) => killAt(change, step, index < decided ? from : to)),
  ),
  killAt('take-back', 'apply.failing', () => '9.0.0'),
  {
    name: 'killed at any moment',
    run: async ({ lab, random, next, now }) => {
      await lab.close();
      await killed(lab.parts.dataDir, 'bring', next, String(random.below(120)));
      return { allowed: [now, next], told: [] };
    },
  },
];
