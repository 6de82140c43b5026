import { versionMissing } from '../../../marketplace/errors.ts';
import { problemOf } from '../../../marketplace/findings.ts';
import { restoreVersion } from '../../../marketplace/manifests/restore-version.ts';
import type { PluginVersion } from '../../../marketplace/normalise/plugin-version.ts';
import type { VersionStore } from '../../../marketplace/store/version-store.ts';
import type { Conditions, Fault } from '../../store/conditions.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { isBuiltIn } from './built-in.ts';
import type { LostContent } from './lost-content.ts';
import type { MarketplaceRow, VersionRow } from './marketplace.ts';
import { externalOf, type MirrorDeps, mirrorOf } from './mirrors.ts';
import { pluginsOf } from './plugin-repository.ts';
import { wholeVersions } from './version-repository.ts';
import { versionOf } from './version-row.ts';

/** What bringing content back needs. */
export interface RestoringDeps extends MirrorDeps {
  readonly store: Pick<SystemStore, 'read'>;
  readonly versions: VersionStore;
  readonly conditions: Pick<Conditions, 'raise' | 'clear' | 'open'>;
  readonly lost: LostContent;
}

/**
 * Brings back what is served of a marketplace and is not in the store, however old it is. What is not to be had any more
 * is noted, told, and left out of feeds: all else that people were granted is served on.
 */
export const restoreServed = async (
  marketplace: MarketplaceRow,
  deps: RestoringDeps,
  signal: AbortSignal,
): Promise<void> => {
  const { id } = marketplace;
  const kept = new Set(await deps.versions.digests());
  const gone = new Set<string>();
  for (const row of await servedVersions(deps.store.read, id)) {
    const { content_digest: digest } = row;
    if (kept.has(digest)) deps.lost.delete(digest);
    else if (!(await restored(row, { marketplace, deps, signal }))) gone.add(subjectOf(row).subjectId);
  }
  await endTold(deps, (subject) => subject.startsWith(`${id}/`) && !gone.has(subject));
};

/** For a host that starts: what was told to be missing and still is is left out of feeds, as before. */
export const recallLost = async ({
  store,
  versions,
  conditions,
  lost,
}: Pick<RestoringDeps, 'store' | 'versions' | 'conditions' | 'lost'>): Promise<void> => {
  const open = (await conditions.open()).filter(({ code }) => code === missingCode);
  const told = new Set(open.map(({ subjectId }) => subjectId));
  const kept = new Set(told.size === 0 ? [] : await versions.digests());
  for (const id of new Set([...told].map((subject) => subject.split('/')[0] ?? ''))) {
    const gone = (await servedVersions(store.read, id)).filter((row) => told.has(subjectOf(row).subjectId));
    for (const { content_digest: digest } of gone) if (!kept.has(digest)) lost.add(digest);
  }
};

/** What was told before a restart, or of a version that is served no more, ends, too. */
const endTold = async (
  { conditions }: RestoringDeps,
  isOver: (subject: string) => boolean,
): Promise<void> => {
  const told = (await conditions.open()).filter(
    ({ code, subjectId }) => code === missingCode && isOver(subjectId),
  );
  for (const { subjectType, subjectId } of told) await conditions.clear(subjectType, subjectId, missingCode);
};

/** The commits of a marketplace that what is served comes from. */
export const servedCommits = async (db: SystemStore['read'], id: string): Promise<readonly string[]> =>
  (await servedVersions(db, id)).flatMap((row) => (row.is_external ? [] : (row.source_commit ?? [])));

const servedVersions = async (db: SystemStore['read'], id: string): Promise<readonly VersionRow[]> => {
  const plugins = await pluginsOf(db, id);
  const served = new Set(plugins.map(({ name, served_id }) => `${name} ${served_id}`));
  const ids = plugins.flatMap(({ served_id }) => served_id ?? []);
  return (await wholeVersions(db, id, ids)).filter((row) => served.has(`${row.name} ${row.id}`));
};

interface Restoring {
  readonly marketplace: MarketplaceRow;
  readonly deps: RestoringDeps;
  readonly signal: AbortSignal;
}

/** Whether it is there again. */
const restored = async (row: VersionRow, { marketplace, deps, signal }: Restoring): Promise<boolean> => {
  const { versions: store, reach, lost, conditions } = deps;
  try {
    // What comes with the host was read again a moment ago; what came with an older one is not to be had.
    if (isBuiltIn(marketplace)) throw versionMissing({ digest: row.content_digest });
    const mirror = mirrorOf(marketplace, deps);
    const external = externalOf(marketplace.id, deps);
    await restoreVersion(readAt(row), { mirror, store, reach, signal, external });
    lost.delete(row.content_digest);
    return true;
  } catch (cause) {
    signal.throwIfAborted();
    lost.add(row.content_digest);
    await conditions.raise(missing(row, problemOf(row.name, cause).what));
    return false;
  }
};

/** Of a marketplace itself the row says where it was read first; a later look at the same bytes is not noted. */
const readAt = (row: VersionRow): PluginVersion => {
  const version = versionOf(row);
  return { ...version, commit: row.source_commit ?? version.commit };
};

/** What conditions about a plugin of a marketplace are about. */
export const subjectOf = ({ marketplace_id, name }: Pick<VersionRow, 'marketplace_id' | 'name'>) => ({
  subjectType: 'marketplace_plugin',
  subjectId: `${marketplace_id}/${name}`,
});

const missingCode = 'marketplace_content_missing';

const missing = (row: VersionRow, why: string): Fault => ({
  ...subjectOf(row),
  code: missingCode,
  severity: 'error',
  why: `The served version of "${subjectOf(row).subjectId}" is not in the store and could not be brought back: ${why}`,
  remedy: `Nobody is served it until it is back. Mend its repository, then: POST /api/marketplaces/${row.marketplace_id}/sync; or approve a version that is there.`,
});
