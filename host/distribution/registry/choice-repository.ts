import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import type { PluginKey } from './marketplace.ts';

type Db = Kysely<Tables>;

/** What somebody said of a plugin that is optional for them. */
export interface Choice extends PluginKey {
  readonly enabled: boolean;
}

/** What somebody chose; of what is not in here they said nothing, and have it. */
export const choicesOf = async (db: Db, userId: string): Promise<Choice[]> => {
  const rows = await db
    .selectFrom('marketplace_choices')
    .select(['marketplace_id', 'plugin', 'enabled'])
    .where('user_id', '=', userId)
    .execute();
  return rows.map(({ marketplace_id, plugin, enabled }) => ({
    marketplace: marketplace_id,
    plugin,
    enabled,
  }));
};

/** Keeps what somebody chose, in the place of what they said before. */
export const putChoice = async (
  tx: Db,
  { marketplace, plugin, enabled }: Choice,
  { userId, at }: { readonly userId: string; readonly at: Date },
): Promise<void> => {
  await tx
    .deleteFrom('marketplace_choices')
    .where('user_id', '=', userId)
    .where('marketplace_id', '=', marketplace)
    .where('plugin', '=', plugin)
    .execute();
  await tx
    .insertInto('marketplace_choices')
    .values({ user_id: userId, marketplace_id: marketplace, plugin, enabled, changed_at: at })
    .execute();
};

/** Lets the choices for a plugin count for its new name; who has chosen for the new one already keeps that. */
export const moveChoices = async (tx: Db, from: PluginKey, to: string): Promise<void> => {
  const known = await tx
    .selectFrom('marketplace_choices')
    .select('user_id')
    .where('marketplace_id', '=', from.marketplace)
    .where('plugin', '=', to)
    .execute();
  const settled = known.map(({ user_id }) => user_id);
  const old = tx
    .updateTable('marketplace_choices')
    .set({ plugin: to })
    .where('marketplace_id', '=', from.marketplace)
    .where('plugin', '=', from.plugin);
  await (settled.length > 0 ? old.where('user_id', 'not in', settled) : old).execute();
  await tx
    .deleteFrom('marketplace_choices')
    .where('marketplace_id', '=', from.marketplace)
    .where('plugin', '=', from.plugin)
    .execute();
};
