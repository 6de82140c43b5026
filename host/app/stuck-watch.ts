import { write } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { places } from '../kernel/running-now.ts';

/* The thread beside the host's: it ends a host that a plugin holds, and leaves word of which one that was. */

interface Watched {
  readonly number: number;
  readonly plugin: string;
  readonly version: string;
  readonly treeHash: string;
}

interface Given {
  readonly cells: Int32Array;
  readonly folder: string;
  readonly beatMs: number;
  readonly stuckSeconds: number;
}

// Given by the host itself, when it starts this thread.
const { cells, folder, beatMs, stuckSeconds } = workerData as Given;
const watched = new Map<number, Watched>();
/** Looks, not time: a machine that slept has not been held. */
const mostLooks = Math.ceil((stuckSeconds * 1000) / beatMs);
let [lastBeat, looks] = [-1, 0];

parentPort?.on('message', (plugin: Watched) => watched.set(plugin.number, plugin));

setInterval(() => {
  const beats = Atomics.load(cells, places.beats);
  looks = beats === lastBeat ? looks + 1 : 0;
  lastBeat = beats;
  if (looks === mostLooks) void end();
}, beatMs);

/** Nobody is accused, and nothing ended, where no plugin from outside is at work. */
const end = async (): Promise<void> => {
  const number = Atomics.load(cells, places.holder);
  const holder = watched.get(number);
  // Something that ships with the host: that is not theirs.
  if (number !== 0 && !holder) return;
  const underWay = [...watched.values()].filter(
    (one) => Atomics.load(cells, places.underWay(one.number)) > 0,
  );
  const culprit = holder ?? (underWay.length === 1 ? underWay[0] : undefined);
  if (!culprit) return;
  const { number: _, ...name } = culprit;
  // Who holds the thread is known; who merely has a call under way is suspected, and is put away the second time.
  const deaths = holder ? 2 : (await deathsOf(name.treeHash)) + 1;
  const ending = { ...name, deaths, at: Date.now(), during: 'holding' };
  await keep(ending);
  const line = { at: new Date().toISOString(), event: 'plugin_held_host', ...name, seconds: stuckSeconds };
  write(2, `${JSON.stringify(line)}\n`, () => process.kill(process.pid, 'SIGKILL'));
};

const fileOf = (treeHash: string): string => join(folder, `${treeHash}.json`);

const deathsOf = async (treeHash: string): Promise<number> => {
  try {
    return Number(JSON.parse(await readFile(fileOf(treeHash), 'utf8')).deaths);
  } catch {
    // The first time.
    return 0;
  }
};

const keep = async (ending: { readonly treeHash: string }): Promise<void> => {
  const path = fileOf(ending.treeHash);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(`${path}.new`, JSON.stringify(ending), { mode: 0o600 });
  await rename(`${path}.new`, path);
};
