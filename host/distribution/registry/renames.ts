import type { Kysely } from 'kysely';
import type { CatalogSnapshot } from '../../../marketplace/manifests/catalog-snapshot.ts';
import type { Access } from '../../access/access.ts';
import type { Tables } from '../../store/tables.ts';
import { moveChoices } from './choice-repository.ts';
import { killPlugin } from './killed-repository.ts';
import type { PluginRow } from './marketplace.ts';
import { changePlugin, deletePlugins, findPlugin } from './plugin-repository.ts';
import { deleteVersions, renameVersions, versionsOfPlugin } from './version-repository.ts';

type Tx = Kysely<Tables>;

/** The type of what is granted here. */
export const pluginType = 'marketplace_plugin';

/** A plugin that has another name now. */
export interface Renamed {
  readonly from: string;
  readonly to: string;
}

/** What following names came to. */
export interface FollowedRenames {
  readonly renamed: readonly Renamed[];
  /** The version of access with the grants that moved. */
  readonly grants: number | undefined;
}

/** Whose names are followed. */
interface Following {
  readonly marketplace: string;
  readonly snapshot: Pick<CatalogSnapshot, 'renames' | 'plugins'>;
  readonly access: Pick<Access, 'moveGrants'>;
}

/** Lets plugins go on under their new names: rows, versions, what people chose, and grants. */
export const followRenames = async (tx: Tx, following: Following): Promise<FollowedRenames> => {
  const { marketplace, snapshot, access } = following;
  const listed = new Set(snapshot.plugins.map(({ entry }) => entry));
  const renamed: Renamed[] = [];
  let grants: number | undefined;
  for (const [from, to] of Object.entries(snapshot.renames)) {
    const row = await findPlugin(tx, { marketplace, plugin: from });
    if (to === null || listed.has(from) || !row) continue;
    await moveRow(tx, row, to);
    await moveChoices(tx, { marketplace, plugin: from }, to);
    const ids = { from: `${marketplace}/${from}`, to: `${marketplace}/${to}` };
    grants = (await access.moveGrants(tx, pluginType, ids)) ?? grants;
    renamed.push({ from, to });
  }
  return { renamed, grants };
};

/**
 * A plugin that is there under the new name already goes on as it is; what was switched off stays so, and
 * what was served is served until a version under the new name is.
 */
const moveRow = async (tx: Tx, row: PluginRow, to: string): Promise<void> => {
  const from = { marketplace: row.marketplace_id, plugin: row.name };
  const there = await findPlugin(tx, { ...from, plugin: to });
  if (!there) {
    await changePlugin(tx, from, { name: to });
    return renameVersions(tx, from, to);
  }
  const own = { ...from, plugin: to };
  const { disabled_at, disabled_by, disabled_reason, served_id } = row;
  if (disabled_at && !there.disabled_at)
    await changePlugin(tx, own, { disabled_at, disabled_by, disabled_reason });
  // What is switched off is so under both names, for what was served before as well.
  if (disabled_at || there.disabled_at)
    for (const plugin of [row.name, to]) await killPlugin(tx, { ...from, plugin });
  const known = (await versionsOfPlugin(tx, own)).map(({ id }) => id);
  await deleteVersions(tx, from, known);
  await renameVersions(tx, from, to);
  if (there.served_id === null) await changePlugin(tx, own, { served_id });
  await deletePlugins(tx, from.marketplace, [from.plugin]);
};
