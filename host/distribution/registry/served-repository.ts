import type { Kysely } from 'kysely';
import type { FeedPlugin } from '../../../marketplace/feed/feed-plugin.ts';
import type { Tables } from '../../store/tables.ts';
import type { PluginKey } from './marketplace.ts';

/** A plugin that may be served, whoever is granted it in whatever way. */
export type ServedVersion = Omit<FeedPlugin, 'tier'>;

/** Tables out of which `served` is read: another revision of one of them, another answer. */
export const servedFrom = [
  'marketplace_registry',
  'marketplace_plugins',
  'marketplace_plugin_versions',
] as const;

/**
 * Of these plugins those that may be served, each in the version that was approved last, in the order of feeds: by when
 * the marketplace was registered, then by name. What is switched off, quarantined or approved in no version is left out.
 */
export const served = async (
  db: Kysely<Tables>,
  pairs: readonly PluginKey[],
): Promise<readonly ServedVersion[]> => {
  if (pairs.length === 0) return [];
  const wanted = new Set(pairs.map(({ marketplace, plugin }) => `${marketplace}/${plugin}`));
  const rows = await db
    .selectFrom('marketplace_plugins as plugin')
    .innerJoin('marketplace_registry as registry', 'registry.id', 'plugin.marketplace_id')
    .innerJoin('marketplace_plugin_versions as version', (on) =>
      on
        .onRef('version.marketplace_id', '=', 'plugin.marketplace_id')
        .onRef('version.name', '=', 'plugin.name')
        .onRef('version.id', '=', 'plugin.served_id'),
    )
    .select(['plugin.marketplace_id', 'plugin.name', 'version.manifest_name', 'version.declared_version'])
    .select(['version.content_digest', 'version.entry', 'version.is_written'])
    .where('plugin.marketplace_id', 'in', [...new Set(pairs.map(({ marketplace }) => marketplace))])
    .where('plugin.disabled_at', 'is', null)
    .where('version.state', '=', 'approved')
    .orderBy('registry.registered_at')
    .orderBy('plugin.marketplace_id')
    .orderBy('plugin.name')
    .execute();
  return rows
    .filter(({ marketplace_id, name }) => wanted.has(`${marketplace_id}/${name}`))
    .map((row) => ({
      marketplace: row.marketplace_id,
      plugin: row.name,
      manifestName: row.manifest_name,
      declaredVersion: row.declared_version ?? undefined,
      digest: row.content_digest,
      // Written by `versionRow` alone: an object.
      entry: JSON.parse(row.entry) as Readonly<Record<string, unknown>>,
      isWritten: row.is_written,
    }));
};

/** Plugins of all marketplaces by the names that their served or listed versions have for clients. */
export const pluginsByName = async (
  db: Kysely<Tables>,
): Promise<ReadonlyMap<string, readonly PluginKey[]>> => {
  const rows = await db
    .selectFrom('marketplace_plugins as plugin')
    .innerJoin('marketplace_plugin_versions as version', (on) =>
      on
        .onRef('version.marketplace_id', '=', 'plugin.marketplace_id')
        .onRef('version.name', '=', 'plugin.name')
        .on(({ eb, fn }) => eb('version.id', '=', fn.coalesce('plugin.served_id', 'plugin.version_id'))),
    )
    .select(['plugin.marketplace_id as marketplace', 'plugin.name as plugin', 'version.manifest_name'])
    .orderBy('plugin.marketplace_id')
    .orderBy('plugin.name')
    .execute();
  return Map.groupBy(rows, ({ manifest_name }) => manifest_name);
};
