import { statfs } from 'node:fs/promises';
import type { Manifest, PlatformError } from '@agnes/sdk';
import { watchMemory } from './child-memory.ts';
import type { Child } from './child-process.ts';
import {
  diskNearlyFull,
  outOfMemory,
  outputTooLarge,
  runSilent,
  runTimedOut,
  tooManyFiles,
} from './connector-run-errors.ts';
import { type Held, heldBelow } from './connector-run-folder.ts';
import type { ConnectorOrder, RunLimits } from './connector-run-order.ts';

const defaults: Required<RunLimits> = {
  memoryMb: 512,
  timeoutSec: 1800,
  maxOutputMb: 10_240,
  silenceSec: 60,
};

/** Resident memory of Node before a connector has done anything, with room. */
export const baseMb = 192;
const outputEveryMs = 1_000;
/** Files and folders in staging: those a run may name, and as many on the way to them. */
const mostEntries = 40_000;
const megabyte = 1024 * 1024;

/** The limits of a run: those given, else those the manifest asks for, else the defaults. */
export const limitsOf = (given: RunLimits, manifest: Manifest): Required<RunLimits> => ({
  ...defaults,
  ...manifest.limits,
  ...given,
});

/** What is watched while a child runs. */
export interface Watched {
  readonly order: Pick<ConnectorOrder, 'plugin' | 'staging' | 'limits' | 'kept' | 'begunAt'>;
  readonly child: Child;
  /** Ends the run; `atOnce` when there is no use in asking the child. */
  readonly end: (error: PlatformError, how: 'asked' | 'atOnce') => void;
}

/** Watches time, silence, memory and output until disposed of. */
export interface Watch extends Disposable {
  /** The child gave a sign of life. */
  alive(): void;
  /** Highest resident memory that was seen, in bytes; looks once more. */
  peakBytes(): Promise<number>;
}

/** Starts watching a child. */
export const watchRun = ({ order, child, end }: Watched): Watch => {
  const { plugin } = order.plugin;
  const { memoryMb, timeoutSec, silenceSec } = limitsOf(order.limits, order.plugin.manifest);
  const late = setTimeout(
    () => end(runTimedOut({ plugin, seconds: timeoutSec }), 'asked'),
    timeoutSec * 1000,
  );
  const silent = setTimeout(
    () => end(runSilent({ plugin, seconds: silenceSec }), 'asked'),
    silenceSec * 1000,
  );
  const memory = watchMemory({
    pid: child.pid,
    limitBytes: (memoryMb + baseMb) * megabyte,
    onExceeded: () => end(outOfMemory({ plugin, limitMb: memoryMb }), 'atOnce'),
  });
  const output = setInterval(
    whenIdle(() => checkOutput(order).catch((error) => end(error, 'atOnce'))),
    outputEveryMs,
  );
  return {
    alive: () => void silent.refresh(),
    peakBytes: () => memory.peakBytes(),
    [Symbol.dispose]: () => {
      memory[Symbol.dispose]();
      for (const timer of [late, silent, output]) clearTimeout(timer);
    },
  };
};

/** Passes over a call that comes while the last one is at work. */
export const whenIdle = (work: () => Promise<unknown>): (() => void) => {
  let isAtWork = false;
  return () => {
    if (isAtWork) return;
    isAtWork = true;
    void work().finally(() => {
      isAtWork = false;
    });
  };
};

/**
 * Bytes in staging. Throws when it holds more than the run may write, or what no run may write, or when the disk is
 * nearly full.
 */
export const checkOutput = async (order: Watched['order']): Promise<number> => {
  const { plugin, staging, limits } = order;
  const { maxOutputMb } = limitsOf(limits, plugin.manifest);
  const { bytes, entries } = await heldBelow(staging);
  if (bytes > maxOutputMb * megabyte) throw outputTooLarge({ plugin: plugin.plugin, limitMb: maxOutputMb });
  if (entries > mostEntries) throw tooManyFiles({ plugin: plugin.plugin, limit: mostEntries });
  const { bavail, blocks, bsize, ffree, files } = await statfs(staging);
  // What is left is for the system database. A run that holds less than that is not the one that fills the disk.
  if (bavail >= blocks * 0.05 && ffree >= files * 0.05) return bytes;
  const kept = await keptSince(order);
  const isFiller = bytes + kept.bytes > bavail * bsize || entries + kept.entries > ffree;
  if (isFiller) throw diskNearlyFull({ plugin: plugin.plugin });
  return bytes;
};

// What a source has kept before is not this run's doing.
const keptSince = async ({ kept, begunAt }: Watched['order']): Promise<Held> =>
  kept === undefined ? { bytes: 0, entries: 0 } : heldBelow(kept, begunAt);
