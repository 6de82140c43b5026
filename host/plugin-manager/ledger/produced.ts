import { type Static, Type } from '@agnes/sdk';
import type { Kysely } from 'kysely';
import { isoUtc } from '../../store/iso-utc.ts';
import type { Tables } from '../../store/tables.ts';

/** What readers see that a plugin brought, by table. */
export const producedTables = Type.Array(
  Type.Object({
    name: Type.String(),
    version: Type.String(),
    tree_hash: Type.Union([Type.String(), Type.Null()]),
    generation: Type.Union([Type.Integer(), Type.Null()], { description: 'Of plugins, when the run began.' }),
    run_id: Type.String(),
    produced_at: Type.String(),
  }),
  { description: 'Which version brought which table that readers see; after an upgrade they differ.' },
);

/** Tables that a plugin brought last, by name. */
export const producedBy = async (
  db: Kysely<Tables>,
  plugin: string,
): Promise<Static<typeof producedTables>> => {
  const rows = await db
    .selectFrom('table_producers')
    .innerJoin('table_registry', 'table_registry.id', 'table_producers.table_id')
    .selectAll('table_producers')
    .select('table_registry.name')
    .where('plugin_id', '=', plugin)
    .orderBy('table_registry.name')
    .execute();
  return rows.map(({ name, version, tree_hash, generation, run_id, produced_at }) => ({
    name,
    version,
    tree_hash,
    generation,
    run_id,
    produced_at: isoUtc(produced_at),
  }));
};
