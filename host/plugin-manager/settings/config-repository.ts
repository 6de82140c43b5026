import type { Kysely, Selectable } from 'kysely';
import type { Slice } from '../../settings/overlay-file.ts';
import type { Tables } from '../../store/tables.ts';

type Db = Kysely<Tables>;

/** The settings of one plugin in one generation. */
export interface KeptSettings {
  readonly plugin: string;
  readonly version: number;
  /** As files said it; secrets by name. */
  readonly config: unknown;
  readonly secretRefs: readonly string[];
  /** What of it the overlay said. */
  readonly overlay: readonly Slice[];
}

/** Writes them down in place of what was known of this generation. */
export const keepSettings = async (
  tx: Db,
  generation: number,
  settings: readonly KeptSettings[],
): Promise<void> => {
  await tx.deleteFrom('plugin_config').where('generation', '=', generation).execute();
  const rows = settings.map(({ plugin, version, config, secretRefs, overlay }) => ({
    plugin_id: plugin,
    generation,
    config_version: version,
    config: JSON.stringify(config),
    secret_refs: JSON.stringify(secretRefs),
    overlay: JSON.stringify(overlay),
  }));
  if (rows.length > 0) await tx.insertInto('plugin_config').values(rows).execute();
};

/** The settings of a generation; none where it was never written down. */
export const settingsIn = async (db: Db, generation: number): Promise<readonly KeptSettings[]> => {
  const rows = await db
    .selectFrom('plugin_config')
    .selectAll()
    .where('generation', '=', generation)
    .orderBy('plugin_id')
    .execute();
  return rows.map(keptOf);
};

/** Forgets those of generations before this one, but for some. */
export const forgetSettings = async (
  tx: Db,
  { before, but }: { readonly before: number; readonly but: ReadonlySet<number> },
): Promise<void> => {
  await tx
    .deleteFrom('plugin_config')
    .where('generation', '<', before)
    .where('generation', 'not in', [...but])
    .execute();
};

/** The settings of a plugin when it last had this version of them. */
export const lastSettings = async (
  db: Db,
  plugin: string,
  version: number,
): Promise<KeptSettings | undefined> => {
  const row = await db
    .selectFrom('plugin_config')
    .selectAll()
    .where('plugin_id', '=', plugin)
    .where('config_version', '=', version)
    .orderBy('generation', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && keptOf(row);
};

const keptOf = (row: Selectable<Tables['plugin_config']>): KeptSettings => ({
  plugin: row.plugin_id,
  version: row.config_version,
  config: JSON.parse(row.config),
  // Written by `keepSettings` alone.
  secretRefs: JSON.parse(row.secret_refs) as readonly string[],
  overlay: JSON.parse(row.overlay) as readonly Slice[],
});
