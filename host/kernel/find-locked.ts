import type { Manifest } from '@agnes/sdk';
import { isPlatformError } from '@agnes/sdk/errors';
import { pluginUnreadable } from './errors.ts';
import type { Found, Where } from './found.ts';
import { switchedOff } from './generation-errors.ts';
import { isOutside, type LockEntry } from './generation-lock.ts';
import { narrowed } from './grants.ts';
import { pluginPutAway } from './hostile-errors.ts';
import { storedFolder, verifiedTree } from './locked-plugins.ts';
import { readManifest } from './manifest-file.ts';
import { reasonOf } from './reason.ts';
import { limited, refusalOf } from './refusal.ts';

/** Finds what was installed in the store, by the hash that was locked. Nothing else is looked at. */
export const findLocked = async (entries: readonly LockEntry[], where: Where): Promise<readonly Found[]> => {
  const found: Found[] = [];
  for (const lock of entries) {
    if (!isOutside(lock)) found.push(await lookLocked(lock, where));
  }
  return found;
};

const lookLocked = async (lock: LockEntry, { store, ...where }: Where): Promise<Found> => {
  const path = `plugins/store/${lock.treeHash}`;
  const seen = { id: lock.id, origin: 'local', path, folder: storedFolder(store, lock), lock } as const;
  try {
    const declared = await readManifest(await verifiedTree(store, lock));
    const manifest = narrowed(ofSources(limited(declared, 'local'), lock), lock.grants);
    const refused = lock.enabled
      ? (refusalOf(seen, manifest, where) ?? putAway(lock, where))
      : switchedOff({ plugin: lock.id });
    return refused ? { ...seen, manifest, refused } : { ...seen, manifest };
  } catch (cause) {
    const unreadable = () => pluginUnreadable({ path, reason: reasonOf(cause) }, { cause });
    return { ...seen, refused: isPlatformError(cause) ? cause : unreadable() };
  }
};

const putAway = (lock: LockEntry, { endings }: Pick<Where, 'endings'>) => {
  const reason = endings?.reason(lock);
  return reason === undefined ? undefined : pluginPutAway({ plugin: lock.id, reason });
};

// Beside the version that is for everybody, one for some sources brings their connectors and nothing else.
const ofSources = (manifest: Manifest, { sources }: LockEntry): Manifest =>
  sources ? { ...manifest, contributes: { connectors: manifest.contributes.connectors ?? [] } } : manifest;
