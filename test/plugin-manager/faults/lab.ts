import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { bootGeneration, generationsIn } from '../../../host/app/boot-generation.ts';
import type { GenerationLock } from '../../../host/kernel/generation-lock.ts';
import { loadPlugins, type Plugins } from '../../../host/kernel/plugins.ts';
import { readLock } from '../../../host/kernel/read-generation.ts';
import { GenerationFiles } from '../../../host/plugin-manager/generation-files.ts';
import { GenerationLog } from '../../../host/plugin-manager/generation-log.ts';
import type { ManagerDeps } from '../../../host/plugin-manager/manager-deps.ts';
import { Packages } from '../../../host/plugin-manager/packages.ts';
import type { Wanted } from '../../../host/plugin-manager/plan.ts';
import type { Plans } from '../../../host/plugin-manager/plans.ts';
import { PluginManager } from '../../../host/plugin-manager/plugin-manager.ts';
import type { WantedSource } from '../../../host/plugin-manager/wanted-source.ts';
import type { OwnStore } from '../../../host/store/system-store.ts';
import { companionsOf } from '../../support/companions-of.ts';
import { freshStore } from '../../support/fresh-store.ts';
import { emptyWorld, plansOf } from '../../support/plans-of.ts';
import { quietDeps } from '../../support/quiet-deps.ts';
import { testReach } from '../../support/served-repository.ts';
import { packageOf } from './versions.ts';

/** What a fault may change of the world that a host lives in. */
export interface World {
  probe: ManagerDeps['probe'];
  soak: ManagerDeps['soak'] | undefined;
  now: () => number;
}

const hostVersion = '0.1.0';
const credential = { scheme: 'bearer', value: 'x' } as const;
const { signal: never } = new AbortController();

/** Starts it from the files alone. */
export const openLab = async (dataDir: string) => {
  const world: World = { probe: async () => {}, soak: undefined, now: Date.now };
  const now = () => world.now();
  const folders = foldersOf(dataDir);
  await mkdir(folders.local, { recursive: true });
  const store = await freshStore({ folder: join(dataDir, 'state'), now, hostVersion });
  const told: string[] = [];
  const conditions = {
    raise: async ({ why, remedy }: Worded) => void told.push(`${why} ${remedy}`),
    clear: async () => {},
    open: async () => [],
  };
  const boot = await bootGeneration({ dataDir, isSafe: false, conditions });
  const plugins = await loadPlugins({
    ...quietDeps({ bundled: 'none', ...folders }),
    ...boot,
    conditions,
    now,
  });
  const answer = async () =>
    (await plugins.hooks.resolveUser(credential).catch(() => undefined))?.answer.subject;
  const usual = async () => {
    for (let call = 0; call < 3; call += 1) await answer();
  };
  const packages = new Packages({
    folder: join(dataDir, 'plugins'),
    store: async () => folders.stored,
    reach: testReach,
    secret: () => undefined,
  });
  const beside = await companionsOf({ folder: join(dataDir, 'plugins'), plugins, store, packages, now });
  const log = new GenerationLog({ store, now, log: (message) => void told.push(message) });
  const manager = new PluginManager({
    plugins,
    companions: beside.companions,
    files: new GenerationFiles(folders.generations),
    hostVersion,
    now,
    log,
    probe: (...asked) => world.probe(...asked),
    soak: (...watched) => (world.soak ?? usual)(...watched),
  });
  const made = { store, plugins, installed: packages, beside, manager, log };
  return new Lab({ ...folders, dataDir, world, told, ...made, answer });
};

interface Worded {
  readonly why: string;
  readonly remedy: string;
}

const foldersOf = (dataDir: string) => ({
  local: join(dataDir, 'plugins', 'local'),
  stored: join(dataDir, 'plugins', 'store'),
  packages: join(dataDir, 'packages'),
  generations: generationsIn(dataDir),
});

interface Parts extends ReturnType<typeof foldersOf> {
  readonly dataDir: string;
  readonly world: World;
  /** What conditions and the log have said. */
  readonly told: readonly string[];
  readonly store: OwnStore;
  readonly plugins: Plugins;
  readonly installed: Packages;
  readonly beside: Awaited<ReturnType<typeof companionsOf>>;
  readonly manager: PluginManager;
  readonly log: GenerationLog;
  /** The version whose code answers; nothing when none does. */
  readonly answer: () => Promise<string | undefined>;
}

/** The part of a host that changes plugins, started as a host starts it, on a data folder. */
export class Lab implements AsyncDisposable {
  readonly parts: Parts;
  readonly #plans: Plans;
  isClosed = false;

  constructor(parts: Parts) {
    this.parts = parts;
    const { world, installed: packages } = parts;
    const usual = emptyWorld();
    const now = () => world.now();
    this.#plans = plansOf({
      ...parts,
      packages,
      world: {
        ...usual,
        get now() {
          return now();
        },
      },
    });
  }

  /** What installing this version comes to, looked at and approved. */
  plan(version: string): Promise<Wanted> {
    return this.planFrom({ type: 'folder', path: packageOf(this.parts.packages, version) });
  }

  async planFrom(source: WantedSource): Promise<Wanted> {
    const asked = { install: [{ source, pin: false }], remove: [], grants: {}, pinSources: {} };
    const { id, hash } = await this.#plans.make(asked, never);
    return this.#plans.take(id, { hash, approve: ['process:host'], by: 'u1' });
  }

  read(generation: number | null | undefined): Promise<GenerationLock> {
    return readLock(this.parts.generations, { generation: generation ?? 0 });
  }

  apply(wanted: Wanted, signal = never): Promise<GenerationLock> {
    return this.parts.manager.apply(wanted, signal);
  }

  /** Numbers of the generations that the table itself says are active; none where nobody can be asked. */
  async active(): Promise<readonly number[]> {
    const records = await this.parts.log.all().catch(() => []);
    return records.filter(({ status }) => status === 'active').map(({ lock }) => lock.generation);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const { plugins, store } = this.parts;
    await plugins[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
