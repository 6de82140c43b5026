import type { Insertable, Kysely, Updateable } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import type { PluginKey, VersionRow } from './marketplace.ts';

type Db = Kysely<Tables>;

/** A version without what was read of it, which may be long. */
export type VersionHead = Omit<VersionRow, 'detail' | 'entry'>;

const heads = [
  'id',
  'marketplace_id',
  'name',
  'declared_version',
  'content_digest',
  'version_key',
  'source_commit',
  'bytes',
  'manifest_name',
  'is_written',
  'verdict',
  'state',
  'reason',
  'is_external',
  'is_version_reused',
  'first_seen',
  'decided_at',
  'decided_by',
] as const;

/** The versions of all plugins of a marketplace, newest first. */
export const versionsOf = async (db: Db, marketplace: string): Promise<VersionHead[]> =>
  await db
    .selectFrom('marketplace_plugin_versions')
    .select(heads)
    .where('marketplace_id', '=', marketplace)
    .orderBy('first_seen', 'desc')
    .orderBy('id')
    .execute();

/** The versions of one plugin, newest first. */
export const versionsOfPlugin = async (db: Db, { marketplace, plugin }: PluginKey): Promise<VersionHead[]> =>
  await db
    .selectFrom('marketplace_plugin_versions')
    .select(heads)
    .where('marketplace_id', '=', marketplace)
    .where('name', '=', plugin)
    .orderBy('first_seen', 'desc')
    .orderBy('id')
    .execute();

/** Whole versions of a marketplace. */
export const wholeVersions = async (
  db: Db,
  marketplace: string,
  ids: readonly string[],
): Promise<VersionRow[]> =>
  ids.length === 0
    ? []
    : await db
        .selectFrom('marketplace_plugin_versions')
        .selectAll()
        .where('marketplace_id', '=', marketplace)
        .where('id', 'in', ids)
        .execute();

/** Writes versions, each in the place of the one of its plugin that has its id. */
export const putVersions = async (
  tx: Db,
  marketplace: string,
  rows: readonly Omit<Insertable<Tables['marketplace_plugin_versions']>, 'marketplace_id'>[],
): Promise<void> => {
  for (let from = 0; from < rows.length; from += atOnce) {
    const some = rows.slice(from, from + atOnce);
    await tx
      .deleteFrom('marketplace_plugin_versions')
      .where('marketplace_id', '=', marketplace)
      .where(({ eb, or, and }) =>
        or(some.map(({ name, id }) => and([eb('name', '=', name), eb('id', '=', id)]))),
      )
      .execute();
    const values = some.map((row) => ({ ...row, marketplace_id: marketplace }));
    await tx.insertInto('marketplace_plugin_versions').values(values).execute();
  }
};

/** Rows of one statement. */
const atOnce = 50;

/** Lets the versions of a plugin be those of its new name. */
export const renameVersions = async (
  tx: Db,
  { marketplace, plugin }: PluginKey,
  to: string,
): Promise<void> => {
  await tx
    .updateTable('marketplace_plugin_versions')
    .set({ name: to })
    .where('marketplace_id', '=', marketplace)
    .where('name', '=', plugin)
    .execute();
};

/** Removes versions of a plugin. */
export const deleteVersions = async (
  tx: Db,
  { marketplace, plugin }: PluginKey,
  ids: readonly string[],
): Promise<void> => {
  if (ids.length === 0) return;
  await tx
    .deleteFrom('marketplace_plugin_versions')
    .where('marketplace_id', '=', marketplace)
    .where('name', '=', plugin)
    .where('id', 'in', ids)
    .execute();
};

/** Changes one version of a plugin. */
export const changeVersion = async (
  tx: Db,
  { marketplace, plugin, id }: PluginKey & { readonly id: string },
  changes: Updateable<Tables['marketplace_plugin_versions']>,
): Promise<void> => {
  await tx
    .updateTable('marketplace_plugin_versions')
    .set(changes)
    .where('marketplace_id', '=', marketplace)
    .where('name', '=', plugin)
    .where('id', '=', id)
    .execute();
};

/** Every version with one of these contents, in whatever marketplace. */
export const versionsOfContents = async (db: Db, digests: readonly string[]): Promise<VersionHead[]> =>
  digests.length === 0
    ? []
    : await db
        .selectFrom('marketplace_plugin_versions')
        .select(heads)
        .where('content_digest', 'in', digests)
        .execute();

/** Which version has which content, in all marketplaces. */
export const contentOfVersions = async (
  db: Db,
): Promise<readonly Pick<VersionRow, 'marketplace_id' | 'name' | 'id' | 'content_digest'>[]> =>
  await db
    .selectFrom('marketplace_plugin_versions')
    .select(['marketplace_id', 'name', 'id', 'content_digest'])
    .execute();
