import { type Kysely, sql } from 'kysely';
import type { EffectiveManifest } from '../../../marketplace/manifests/effective-manifest.ts';
import type { PluginFacts } from '../../../marketplace/normalise/plugin-facts.ts';
import type { Tables } from '../../store/tables.ts';
import type { PluginKey } from './marketplace.ts';

/** What a served plugin brings and needs, as it was read. */
export interface PluginBrief extends PluginKey {
  readonly manifestName: string;
  /** The name that its marketplace has for itself. */
  readonly catalogName: string | undefined;
  readonly facts: PluginFacts;
  readonly dependencies: EffectiveManifest['dependencies'];
}

/** The briefs of the versions that are served, of all plugins of these marketplaces; without any named, of all. */
export const servedBriefs = async (
  db: Kysely<Tables>,
  marketplaces?: readonly string[],
): Promise<readonly PluginBrief[]> => {
  if (marketplaces?.length === 0) return [];
  const all = db
    .selectFrom('marketplace_plugins as plugin')
    .innerJoin('marketplace_registry as registry', 'registry.id', 'plugin.marketplace_id')
    .innerJoin('marketplace_plugin_versions as version', (on) =>
      on
        .onRef('version.marketplace_id', '=', 'plugin.marketplace_id')
        .onRef('version.name', '=', 'plugin.name')
        .onRef('version.id', '=', 'plugin.served_id'),
    )
    .select(['plugin.marketplace_id', 'plugin.name', 'version.manifest_name', 'registry.catalog_name'])
    .select(sql<string>`cast(json_extract(version.detail, '$.facts') as varchar)`.as('facts'))
    .select(
      sql<string | null>`cast(json_extract(version.detail, '$.manifest.dependencies') as varchar)`.as(
        'needs',
      ),
    )
    .where('plugin.disabled_at', 'is', null)
    .where('version.state', '=', 'approved')
    .orderBy('plugin.marketplace_id')
    .orderBy('plugin.name');
  const asked = marketplaces ? all.where('plugin.marketplace_id', 'in', [...marketplaces]) : all;
  const rows = await asked.execute();
  return rows.map((row) => ({
    marketplace: row.marketplace_id,
    plugin: row.name,
    manifestName: row.manifest_name,
    catalogName: row.catalog_name ?? undefined,
    // Both were written by `versionRow` alone.
    facts: JSON.parse(row.facts) as PluginFacts,
    dependencies: JSON.parse(row.needs ?? '[]') as EffectiveManifest['dependencies'],
  }));
};
