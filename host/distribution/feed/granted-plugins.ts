import type { Rights } from '../../access/rights/rights.ts';
import type { PluginKey } from '../registry/marketplace.ts';

// The resource type of what feeds are made of.
const feedType = 'marketplace_plugin';

/** How something is granted: what is required cannot be switched off. */
export type Tier = 'required' | 'optional';

/** A plugin that somebody was given. */
export interface GrantedPlugin extends PluginKey {
  readonly tier: Tier;
}

/**
 * What the groups of a user were granted, by id and in its order: what two groups give is there once, in the stronger
 * tier. Being an administrator gives nothing.
 */
export const grantedPlugins = (
  rights: Pick<Rights, 'groupsOf' | 'grantsOf'>,
  userId: string,
): readonly GrantedPlugin[] => {
  const tiers = new Map<string, Tier>();
  for (const group of rights.groupsOf(userId)) {
    const grants = rights.grantsOf(group.id);
    for (const id of grants.ids(feedType)) {
      const isRequired = tiers.get(id) === 'required' || grants.find(feedType, id)?.tier === 'required';
      tiers.set(id, isRequired ? 'required' : 'optional');
    }
  }
  return [...tiers.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, tier]) => ({ ...pluginKeyOf(id), tier }));
};

// The parts of `<marketplace>/<plugin>`.
const pluginKeyOf = (id: string): PluginKey => {
  const slash = id.indexOf('/');
  return { marketplace: id.slice(0, Math.max(slash, 0)), plugin: id.slice(slash + 1) };
};

/** `<marketplace>/<plugin>`, as it is granted. */
export const pluginIdOf = ({ marketplace, plugin }: PluginKey): string => `${marketplace}/${plugin}`;
