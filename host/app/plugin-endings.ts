import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { checkerFor, type Static, Type } from '@agnes/sdk';
import { type Endings, runningNameOf } from '../kernel/endings.ts';
import type { LockEntry } from '../kernel/generation-lock.ts';
import { hardenProcess } from '../kernel/harden.ts';
import { beat, runningCells, runningNumber } from '../kernel/running-now.ts';
import { utc } from '../kernel/utc.ts';
import { writeDurably } from '../store/durable-file.ts';

interface EndingsDeps {
  /** `data/plugins/endings`. */
  readonly folder: string;
  readonly now: () => number;
  /** `AGNES_PLUGIN_STUCK_SECONDS`: how long a plugin may hold the whole host before that is ended. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Where it is kept which plugins ended the host. */
export const endingsIn = (dataDir: string): string => join(dataDir, 'plugins', 'endings');

const schema = Type.Object({
  plugin: Type.String(),
  version: Type.String(),
  treeHash: Type.String(),
  /** Starts or hosts that ended while it had them. */
  deaths: Type.Integer({ minimum: 1 }),
  at: Type.Integer(),
  during: Type.Union([Type.Literal('loading'), Type.Literal('holding')]),
});

type Ending = Static<typeof schema>;

const check = checkerFor(schema, { compiled: 'later' });
/** Once may be somebody who pulled the plug. */
const mostDeaths = 2;
const beatMs = 250;
const usualStuckSeconds = 30;
const marker = 'loading.json';

/** Reads what is known of plugins that ended the host. A start that ended while one was loaded counts against it. */
export const pluginEndings = async (deps: EndingsDeps): Promise<Endings & Disposable> => {
  const { folder, now } = deps;
  const known = new Map((await kept(folder)).map((ending) => [ending.treeHash, ending]));
  const loading = await readEnding(join(folder, marker));
  if (loading) {
    const deaths = (known.get(loading.treeHash)?.deaths ?? 0) + 1;
    const ending = { ...loading, deaths };
    await keep(fileOf(folder, ending), ending);
    await rm(join(folder, marker), { force: true });
    known.set(ending.treeHash, ending);
  }
  const watch = threadWatch(deps);
  return {
    reason: ({ treeHash = '' }) => reasonOf(known.get(treeHash)),
    forgive: async ({ treeHash = '' }) => {
      if (!known.delete(treeHash)) return;
      await rm(fileOf(folder, { treeHash }), { force: true });
    },
    loading: async (entry) => {
      hardenProcess();
      watch.add(entry);
      const path = join(folder, marker);
      await keep(path, { ...nameOf(entry), deaths: 1, at: now(), during: 'loading' });
      return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
    },
    [Symbol.dispose]: () => watch[Symbol.dispose](),
  };
};

/** A disk that is full keeps no plugin from starting, and no host. */
const keep = async (path: string, ending: Ending): Promise<void> => {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeDurably(path, JSON.stringify(ending));
  } catch {
    // Then a death while it is loaded is not counted.
  }
};

const nameOf = ({ id: plugin, version, treeHash = '' }: LockEntry) => ({ plugin, version, treeHash });

const reasonOf = (ending: Ending | undefined): string | undefined => {
  if (!ending || ending.deaths < mostDeaths) return undefined;
  const { during, deaths, at, version } = ending;
  return during === 'loading'
    ? `the host ended ${deaths} times while it loaded version ${version}, last at ${utc(at)}.`
    : `version ${version} held up the whole host until it had to be ended, at ${utc(at)}.`;
};

/** The thread that looks whether this one still gives a sign of life; started for the first plugin that could hold it. */
const threadWatch = ({ folder, env }: EndingsDeps) => {
  let running: { readonly worker: Worker; readonly timer: NodeJS.Timeout } | undefined;
  const start = () => {
    const stuckSeconds = Number(env['AGNES_PLUGIN_STUCK_SECONDS']) || usualStuckSeconds;
    const workerData = { cells: runningCells, folder, beatMs, stuckSeconds };
    const worker = new Worker(new URL('./stuck-watch.ts', import.meta.url), { workerData, env: {} });
    worker.unref();
    return { worker, timer: setInterval(beat, beatMs).unref() };
  };
  return {
    add: (entry: LockEntry): void => {
      running ??= start();
      const name = nameOf(entry);
      running.worker.postMessage({ ...name, number: runningNumber(runningNameOf(name)) });
    },
    [Symbol.dispose]: () => {
      clearInterval(running?.timer);
      void running?.worker.terminate();
    },
  };
};

const fileOf = (folder: string, { treeHash }: Pick<Ending, 'treeHash'>): string =>
  join(folder, `${treeHash}.json`);

const kept = async (folder: string): Promise<readonly Ending[]> => {
  const names = await readdir(folder).catch(() => []);
  const read = names.filter((name) => /^sha256-[0-9a-f]{64}\.json$/.test(name));
  return (await Promise.all(read.map((name) => readEnding(join(folder, name))))).flatMap((one) => one ?? []);
};

/** One that cannot be read says nothing. */
const readEnding = async (path: string): Promise<Ending | undefined> => {
  try {
    const checked = check(JSON.parse(await readFile(path, 'utf8')));
    return checked.ok ? checked.value : undefined;
  } catch {
    return undefined;
  }
};
