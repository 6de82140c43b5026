import { access, readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Manifest } from '@agnes/sdk';
import { isPlatformError, type PlatformError } from '@agnes/sdk/errors';
import { borrowedFaults } from './borrowed-settings.ts';
import { contributionIds, inProcessKinds, opensDuckdb } from './contributions.ts';
import {
  hostIncompatible,
  manifestInvalid,
  metadataReserved,
  needsHostProcess,
  needsTrust,
  pluginDisabled,
  pluginDuplicate,
  pluginUnreadable,
} from './errors.ts';
import { covers } from './host-range.ts';
import { manifestName, readManifest } from './manifest-file.ts';
import { storeTree } from './plugin-store.ts';
import { reasonOf } from './reason.ts';
import { resourceKeyFaults } from './resource-keys.ts';
import { readTree } from './tree.ts';

/** Where plugins are looked for. */
export interface Places {
  /** Ships with the host; trusted. */
  readonly bundled: string;
  /** What an administrator has put there. Its trees are copied into `store` beside it and loaded from there. */
  readonly local: string;
  readonly hostVersion: string;
  /** False: the administrator has switched the plugin off. */
  readonly isEnabled: (id: string) => boolean;
  /** True: the administrator trusts what this plugin runs outside of confinement. Absent: nothing local is. */
  readonly isTrusted?: (id: string) => boolean;
}

/** A folder that holds a manifest. */
interface Seen {
  /** `publisher/slug`; where the manifest cannot be read, `origin/folder`. */
  readonly id: string;
  readonly origin: 'bundled' | 'local';
  /** For people: the folder below the host's or the data folder. */
  readonly path: string;
  /** Absolute; where code is loaded from. */
  readonly folder: string;
}

/** A plugin as found. With `refused` nothing of it is loaded. */
export type Found = Seen &
  (
    | { readonly manifest: Manifest; readonly refused?: undefined }
    | { readonly manifest?: Manifest; readonly refused: PlatformError }
  );

/** Finds every plugin and says which may be loaded. Of two with one id the later is refused; bundled ones come first. */
export const findPlugins = async ({ bundled, local, ...where }: Places): Promise<readonly Found[]> => {
  const store = join(dirname(await realOf(local)), 'store');
  const found: Found[] = [];
  for (const { name, folder } of await pluginFolders(bundled)) {
    const seen = { id: `bundled/${name}`, origin: 'bundled', path: `plugins/${name}`, folder } as const;
    found.push(await look(seen, { ...where, store }));
  }
  for (const { name, folder } of await pluginFolders(local)) {
    const seen = { id: `local/${name}`, origin: 'local', path: `plugins/local/${name}`, folder } as const;
    found.push(await look(seen, { ...where, store }));
  }
  return withoutDuplicates(found);
};

const pluginFolders = async (parent: string): Promise<readonly { name: string; folder: string }[]> => {
  const root = await realOf(parent);
  const names = await readdir(root).catch(orNothing([]));
  const folders = names.sort().map((name) => ({ name, folder: join(root, name) }));
  const holds = await Promise.all(folders.map(({ folder }) => exists(join(folder, manifestName))));
  return folders.filter((_, index) => holds[index]);
};

// A child is granted real paths only; the data folder itself may well be a link.
const realOf = (folder: string): Promise<string> => realpath(folder).catch(orNothing(folder));

const exists = (path: string): Promise<boolean> => access(path).then(() => true, orNothing(false));

const orNothing =
  <T>(nothing: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return nothing;
    throw error;
  };

type Where = Pick<Places, 'hostVersion' | 'isEnabled' | 'isTrusted'> & { readonly store: string };

const look = async (seen: Seen, { store, ...where }: Where): Promise<Found> => {
  try {
    const tree = await readTree(seen.folder, seen.origin === 'local' ? 'refuse' : 'skip');
    const manifest = limited(await readManifest(tree), seen.origin);
    const known = { ...seen, id: manifest.id, manifest };
    const refused = refusalOf(known, manifest, where);
    if (refused) return { ...known, refused };
    return seen.origin === 'local' ? { ...known, folder: await storeTree(tree, store) } : known;
  } catch (cause) {
    const reason = reasonOf(cause);
    return {
      ...seen,
      refused: isPlatformError(cause) ? cause : pluginUnreadable({ path: seen.path, reason }, { cause }),
    };
  }
};

/** Seconds a run of a plugin from outside may take where its manifest asks for no other limit. */
const localTimeoutSec = 600;

const limited = (manifest: Manifest, origin: Seen['origin']): Manifest =>
  origin === 'bundled'
    ? manifest
    : { ...manifest, limits: { timeoutSec: localTimeoutSec, ...manifest.limits } };

const refusalOf = (
  { origin, path }: Seen,
  manifest: Manifest,
  { hostVersion, isEnabled, isTrusted = () => false }: Omit<Where, 'store'>,
): PlatformError | undefined => {
  const { id: plugin, engines, capabilities } = manifest;
  if (!isEnabled(plugin)) return pluginDisabled({ plugin });
  if (!covers(engines.host, hostVersion)) {
    return hostIncompatible({ plugin, range: engines.host, host: hostVersion });
  }
  const faults = [...resourceKeyFaults(manifest, origin), ...borrowedFaults(manifest, origin)];
  if (faults.length > 0) return manifestInvalid({ folder: path, faults });
  const what = inProcessKinds(manifest);
  if (origin === 'local' && capabilities?.metadata) return metadataReserved({ plugin });
  if (origin === 'local' && opensDuckdb(manifest) && !isTrusted(plugin)) return needsTrust({ plugin });
  if (what.length === 0) return undefined;
  if (origin === 'local') return needsHostProcess({ plugin, what });
  if (capabilities?.process) return undefined;
  const message = `is missing: ${what.join(', ')} run inside the host process`;
  return manifestInvalid({ folder: path, faults: [{ pointer: '/capabilities/process', message }] });
};

/** Why a host would refuse this manifest among its local plugins; nothing when it would load it. */
export const refusalAsLocal = (manifest: Manifest, hostVersion: string): PlatformError | undefined => {
  const path = `plugins/local/${manifest.id}`;
  const seen = { id: manifest.id, origin: 'local', path, folder: path } as const;
  return refusalOf(seen, manifest, { hostVersion, isEnabled: () => true });
};

const withoutDuplicates = (found: readonly Found[]): readonly Found[] => {
  const owners = new Map<string, string>();
  return found.map((one) => {
    if (one.refused) return one;
    const claims = [`The plugin id "${one.id}"`, ...contributionIds(one.manifest)];
    const taken = claims.find((claim) => owners.has(claim));
    if (taken) {
      return { ...one, refused: pluginDuplicate({ what: taken, owner: owners.get(taken) ?? '' }) };
    }
    for (const claim of claims) owners.set(claim, `"${one.id}" in ${one.path}`);
    return one;
  });
};
