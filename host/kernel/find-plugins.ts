import { access, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isPlatformError } from '@agnes/sdk/errors';
import { contributionIds } from './contributions.ts';
import { pluginDuplicate, pluginUnreadable } from './errors.ts';
import { findLocked } from './find-locked.ts';
import type { Found, Generation, Places, Seen, Where } from './found.ts';
import { switchedOff } from './generation-errors.ts';
import { isOutside, type LockEntry } from './generation-lock.ts';
import { manifestName, readManifest } from './manifest-file.ts';
import { storeTree } from './plugin-store.ts';
import { reasonOf } from './reason.ts';
import { limited, refusalOf } from './refusal.ts';
import { readTree } from './tree.ts';

/** Finds every plugin and says which may be loaded. Of two with one id the later is refused; bundled ones come first. */
export const findPlugins = async ({
  bundled,
  local,
  generation,
  isSafe,
  ...given
}: Places): Promise<readonly Found[]> => {
  const where = { ...given, store: await storeBeside(local) };
  const isOff = switchedOffIn(generation?.plugins ?? []);
  const found = (await findBundled(bundled, where)).map(isOff);
  if (isSafe) return withoutDuplicates(found);
  found.push(...(await findLocked(generation?.plugins ?? [], where)));
  for (const { name, folder } of await pluginFolders(local)) {
    const seen = { id: `local/${name}`, origin: 'local', path: `plugins/local/${name}`, folder } as const;
    found.push(isOff(await look(seen, where)));
  }
  return withoutDuplicates(withoutTakenUp(found, generation));
};

/** Where the trees lie of plugins that were installed. */
export const storeBeside = async (local: string): Promise<string> =>
  join(dirname(await realOf(local)), 'store');

/** Of what is not in the store, ships with the host or lies in `local`, a generation says only whether it is on. */
const switchedOffIn = (plugins: readonly LockEntry[]): ((one: Found) => Found) => {
  const off = plugins.filter((entry) => isOutside(entry) && !entry.enabled).map(({ id }) => id);
  return (one) =>
    off.includes(one.id) && !one.refused ? { ...one, refused: switchedOff({ plugin: one.id }) } : one;
};

const findBundled = async (bundled: string, where: Where): Promise<Found[]> => {
  const found: Found[] = [];
  for (const { name, folder } of await pluginFolders(bundled)) {
    const seen = { id: `bundled/${name}`, origin: 'bundled', path: `plugins/${name}`, folder } as const;
    found.push(await look(seen, where));
  }
  return found;
};

/** A folder in `local` goes before what was locked of it, once it holds something else. */
const withoutTakenUp = (found: readonly Found[], generation: Generation | undefined): readonly Found[] => {
  const isNew = ({ id, origin, lock, folder, refused }: Found): boolean =>
    origin === 'local' && !lock && !refused && generation?.local[id] !== basename(folder);
  const fresh = found.filter(isNew).map(({ id }) => id);
  const known = Object.keys(generation?.local ?? {});
  return found.filter(
    (one) =>
      isNew(one) ||
      one.origin === 'bundled' ||
      (one.lock
        ? !(one.lock.source.type === 'local' && fresh.includes(one.id))
        : one.refused || !known.includes(one.id)),
  );
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

const withoutDuplicates = (found: readonly Found[]): readonly Found[] => {
  const owners = new Map<string, string>();
  return found.map((one) => {
    if (one.refused) return one;
    if (one.lock?.sources) return one;
    const claims = [`The plugin id "${one.id}"`, ...contributionIds(one.manifest)];
    const taken = claims.find((claim) => owners.has(claim));
    if (taken) {
      return { ...one, refused: pluginDuplicate({ what: taken, owner: owners.get(taken) ?? '' }) };
    }
    for (const claim of claims) owners.set(claim, `"${one.id}" in ${one.path}`);
    return one;
  });
};
