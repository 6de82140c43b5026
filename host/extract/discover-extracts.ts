import { isPlatformError } from '@agnes/sdk/errors';
import { systemIntent } from '../http/intent.ts';
import { isStrictIdentifier } from '../registry/identifier.ts';
import { localType } from '../registry/local-source.ts';
import type { Registry } from '../registry/registry.ts';
import type { Conditions } from '../store/conditions.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { ExtractEntry, ExtractFolders } from './extract-folder.ts';
import { foldersRefused } from './run-conditions.ts';
import { savedStamp } from './stamps.ts';

/** What looking for extracts needs. */
export interface DiscoveryDeps {
  readonly store: SystemStore;
  readonly registry: Pick<Registry, 'sources' | 'ensureSource'>;
  readonly conditions: Pick<Conditions, 'raise' | 'clear'>;
  readonly folders: Pick<ExtractFolders, 'list'>;
}

/** A folder that no source is made of, and why. */
export interface RefusedFolder {
  readonly name: string;
  readonly code: string;
  readonly why: string;
}

/**
 * Makes a source of every extract folder that somebody put there. One that cannot be a source is a line of the
 * condition `folders_refused`, never a failure of the others.
 */
export const discoverFolders = async (deps: DiscoveryDeps): Promise<readonly RefusedFolder[]> => {
  const known = new Map((await deps.registry.sources()).map(({ slug }) => [slug.toLowerCase(), slug]));
  const refused: RefusedFolder[] = [];
  for (const entry of await deps.folders.list()) {
    const slug = known.get(entry.name.toLowerCase());
    if (slug === entry.name) continue;
    const fault = slug === undefined ? await addSource(entry, deps) : slugTaken(slug);
    if (fault) refused.push({ name: entry.name.slice(0, 100), ...fault });
  }
  if (refused.length > 0) await deps.conditions.raise(foldersRefused(refused));
  else await deps.conditions.clear('instance', 'extracts', 'folders_refused');
  return refused;
};

type Fault = Omit<RefusedFolder, 'name'>;

const slugTaken = (slug: string): Fault => ({
  code: 'slug_taken',
  why: `the source "${slug}" has this name; case makes no difference`,
});

const addSource = async (entry: ExtractEntry, deps: DiscoveryDeps): Promise<Fault | undefined> => {
  const { name } = entry;
  const fault = entryFault(entry) ?? (await removedFault(name, deps));
  if (fault) return fault;
  try {
    await deps.registry.ensureSource({ slug: name, type: localType }, systemIntent('source.create', name));
    return undefined;
  } catch (cause) {
    if (!isPlatformError(cause)) throw cause;
    return { code: cause.code, why: cause.message };
  }
};

const entryFault = ({ name, kind, extract }: ExtractEntry): Fault | undefined => {
  if (!isStrictIdentifier(name)) {
    return { code: 'bad_name', why: 'a source is called by a letter or "_", then letters, digits or "_"' };
  }
  if (kind === 'link') return { code: 'is_link', why: 'it is a link: put the folder itself here' };
  if (kind === 'other') return { code: 'no_folder', why: 'it is no folder' };
  if (extract === 'absent') return { code: 'no_extract', why: 'it holds no extract.duckdb' };
  if (extract === 'other') return { code: 'bad_extract', why: 'its extract.duckdb is no regular file' };
  return undefined;
};

/** What an administrator removed does not come back because its folder was left. */
const removedFault = async (name: string, { store }: DiscoveryDeps): Promise<Fault | undefined> =>
  (await savedStamp(store.read, name)) === undefined
    ? undefined
    : {
        code: 'source_removed',
        why: 'its source was removed: remove the folder, or add a source of type "local"',
      };
