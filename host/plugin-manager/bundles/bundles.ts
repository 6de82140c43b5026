import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { newId } from '../../store/new-id.ts';
import { bundleRefused, noSuchGeneration } from '../errors.ts';
import type { GenerationFiles } from '../generation-files.ts';
import type { KnownSource } from '../live-versions.ts';
import { keptPackage, type Packages } from '../packages.ts';
import type { Plan, WantedInstall } from '../plan.ts';
import type { Plans } from '../plans.ts';
import { writing } from '../writing.ts';
import { type Bundle, type BundledPlugin, treesFolder } from './bundle-format.ts';
import { spooled, unpackedBundle } from './read-bundle.ts';
import { bundleBytes, bundleOf } from './write-bundle.ts';

interface BundleDeps {
  readonly files: Pick<GenerationFiles, 'current' | 'read'>;
  readonly packages: Pick<Packages, 'alone'>;
  readonly plans: Pick<Plans, 'make'>;
  readonly sources: () => Promise<readonly KnownSource[]>;
  /** Where what comes in lies while it is looked at. */
  readonly folder: string;
}

/** Carries plugins from one host to another that reaches no network. */
export class Bundles {
  readonly #deps: BundleDeps;

  constructor(deps: BundleDeps) {
    this.#deps = deps;
  }

  /** The plugins of a generation, the current one when none is named, as one file: the same bytes each time. */
  async export(generation?: number): Promise<{ readonly generation: number; readonly bytes: Readable }> {
    const { files, packages } = this.#deps;
    const current = (await files.current()).lock;
    const number = generation ?? current?.generation ?? 0;
    const lock = await files.read(number).catch(() => undefined);
    if (!lock) throw noSuchGeneration({ generation: String(number) });
    const written = await packages.alone((store) => bundleOf(lock, store));
    return { generation: number, bytes: bundleBytes(written) };
  }

  /** Takes a bundle in and works out a plan from it. Its files lie in the store afterwards, where they do nothing. */
  import(body: AsyncIterable<Buffer>, signal: AbortSignal): Promise<Plan> {
    return writing(() => this.#import(body, signal));
  }

  async #import(body: AsyncIterable<Buffer>, signal: AbortSignal): Promise<Plan> {
    const work = join(this.#deps.folder, newId());
    await mkdir(work, { recursive: true, mode: 0o700 });
    try {
      const file = join(work, 'bundle');
      const integrity = await spooled(body, file, signal);
      const bundle = await unpackedBundle(file, join(work, 'unpacked'), signal);
      const install = await this.#stored(bundle, { folder: join(work, 'unpacked', treesFolder), integrity });
      const grants = Object.fromEntries(
        bundle.plugins.map((plugin) => [plugin.id, grantsOf(bundle, plugin.id)]),
      );
      return await this.#deps.plans.make({ install, remove: [], grants, pinSources: {} }, signal);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }

  /** Versions that are for sources this host does not have are left out. */
  async #stored(
    { plugins }: Bundle,
    { folder, integrity }: { readonly folder: string; readonly integrity: string },
  ): Promise<readonly WantedInstall[]> {
    const known = new Set((await this.#deps.sources()).map(({ slug }) => slug));
    const here = plugins.flatMap(({ sources, ...plugin }) => {
      const own = sources?.filter((slug) => known.has(slug));
      if (own?.length === 0) return [];
      return own ? { ...plugin, sources: own } : plugin;
    });
    return this.#deps.packages.alone(async (store) => {
      const install: WantedInstall[] = [];
      for (const plugin of here) {
        const source = { ...plugin.source, type: 'bundle', integrity } as const;
        const found = await keptPackage(join(folder, plugin.tree), { store, source });
        checkNamed(plugin, found.manifest);
        install.push(wantedOf(plugin, found));
      }
      return install;
    });
  }
}

/** By plugin; versions for some sources may do what any of them may, as far as they ask for it. */
const grantsOf = ({ plugins }: Bundle, id: string): readonly string[] => [
  ...new Set(plugins.filter((plugin) => plugin.id === id).flatMap(({ grants }) => grants)),
];

const wantedOf = (
  { id, version, pinned, sources }: BundledPlugin,
  found: NonNullable<WantedInstall['package']>,
): WantedInstall => ({
  id,
  version,
  package: found,
  ...(pinned && { pin: true }),
  ...(sources && { sources }),
});

const checkNamed = (
  { id, version }: BundledPlugin,
  manifest: { readonly id: string; readonly version: string },
): void => {
  if (manifest.id !== id || manifest.version !== version)
    throw bundleRefused({
      reason: `what it calls "${id}" ${version} is "${manifest.id}" ${manifest.version}`,
    });
};
