import type { Kysely } from 'kysely';
import type { PluginState } from '../kernel/plugin-state.ts';
import type { Tables } from '../store/tables.ts';

/** Writes down every plugin as it is, in place of what was written down before. */
export const keepPlugins = async (
  tx: Kysely<Tables>,
  states: readonly PluginState[],
  at: Date,
): Promise<void> => {
  await tx.deleteFrom('plugins').execute();
  const rows = states
    // Beside the version that is for everybody there may be one for some sources.
    .filter(({ id, lock }, index) => !lock?.sources && states.findIndex((one) => one.id === id) === index)
    .map((state) => rowOf(state, at));
  if (rows.length > 0) await tx.insertInto('plugins').values(rows).execute();
};

const rowOf = (plugin: PluginState, at: Date) => ({
  id: plugin.id,
  state: plugin.state,
  reason: plugin.reason ?? null,
  since: new Date(plugin.since),
  owner: owners[plugin.state],
  next_action: plugin.nextAction ?? null,
  active_version: isLoaded(plugin) ? (plugin.version ?? null) : null,
  available_version: plugin.version ?? null,
  trust: trustOf(plugin),
  tree_hash: plugin.lock?.treeHash ?? null,
  disabled_by: plugin.state === 'disabled' ? 'admin' : null,
  breaker: plugin.lastError ? JSON.stringify(plugin.lastError) : null,
  updated_at: at,
});

const isLoaded = ({ state }: PluginState): boolean => state === 'active' || state === 'degraded';

const trustOf = ({ lock, origin }: PluginState): string =>
  lock?.trust ?? (origin === 'bundled' ? 'builtin' : 'unverified');

/** Who can do something about it. */
const owners: Readonly<Record<PluginState['state'], string | null>> = {
  active: null,
  discovered: null,
  degraded: 'author',
  tripped: 'author',
  failed: 'author',
  incompatible: 'admin',
  disabled: 'admin',
  quarantined: 'operator',
  missing: 'operator',
};
