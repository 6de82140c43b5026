import { tokenName } from '../../distribution/registry/token.ts';
import type { Reply } from '../../http/reply.ts';
import { addressOf, below } from '../address.ts';
import { amountOf, momentOf, sizeOf } from '../figures.ts';
import { pageReply } from '../page-reply.ts';
import type { Asker } from '../plugin-pages/answers.ts';
import {
  type Granted,
  grantsSeen,
  type HostPluginSeen,
  hostPluginsSeen,
  type MarketplaceSeen,
  marketplaceSeen,
  type PluginSeen,
  pluginsSeen,
  type ReadServices,
} from './answers.ts';
import { partsOf } from './facts.ts';
import { formView, valuesOf } from './form.ts';
import { type Before, marketplacesPath } from './list-page.ts';
import { marketplaceChip, sameName, servedChip, verdictChip } from './words.ts';

/** The page about one marketplace. */
export const marketplacePage = async (
  services: ReadServices,
  asker: Asker,
  { slug, done, refusal, values }: Before & { readonly slug: string },
): Promise<Reply> => {
  const { web } = services;
  const one = await marketplaceSeen(services, asker, slug);
  const plugins = await pluginsSeen(services, asker, slug);
  const grants = await grantsSeen(services, asker);
  const offered = await hostPluginsSeen(services, asker, slug);
  const view = {
    ...{ done, slug, name: one.name, url: one.url },
    base: below(marketplacesPath, slug),
    state: marketplaceChip(one),
    error: one.last_error ?? '',
    facts: factsOf(one, web.now),
    has_token: one.has_token,
    changeable: !one.built_in,
    ...formView(values ?? valuesOf(one), refusal, false),
    has_plugins: plugins.length > 0,
    plugins: plugins.map((plugin) => rowOf(plugin, slug, grants)),
    has_offered: offered.length > 0,
    offered: offered.map((plugin) => offerOf(plugin, one)),
    takes: takenBy(plugins),
  };
  const status = refusal?.status ?? 200;
  const title = `${one.name} · Marketplaces`;
  return pageReply(web, asker, { page: 'marketplace', title, path: marketplacesPath, view, status });
};

const readsOf = ({ pin, branch }: MarketplaceSeen): string => pin ?? branch ?? 'the head of the repository';

const factsOf = (one: MarketplaceSeen, now: number): readonly object[] => [
  { label: 'Address', text: one.built_in ? 'none: it comes with the host' : one.url, when: false },
  { label: 'Reads', text: one.built_in ? 'what comes with the host' : readsOf(one), when: false },
  { label: 'Published commit', text: one.last_commit_sha?.slice(0, 12) ?? 'none yet', when: false },
  { label: 'Last published', text: '', when: momentOf(one.last_synced_at, now) },
  { label: 'Last looked at', text: '', when: momentOf(one.last_tried_at, now) },
  { label: 'Token', text: one.has_token ? 'stored' : 'none', when: false },
  { label: 'Problems', text: one.problems === 0 ? 'none' : amountOf(one.problems, 'problem'), when: false },
];

/** Who is granted a plugin, for people. */
export const grantedTo = (name: string, slug: string, grants: readonly Granted[]): readonly object[] =>
  grants
    .filter(({ resource_id: id }) => id === `${slug}/${name}`)
    .map(({ group_id: group, group_name: text, tier }) => ({
      ...{ text, href: addressOf('/admin/access', { group }) },
      tier: tier === 'required' ? 'required' : 'optional',
    }));

const rowOf = (plugin: PluginSeen, slug: string, grants: readonly Granted[]): object => ({
  href: below(marketplacesPath, slug, 'plugins', plugin.name),
  name: plugin.name,
  description: plugin.description ?? '',
  version: plugin.version ?? '–',
  served: servedChip(plugin),
  verdict: plugin.listed_id !== null && verdictChip(plugin.scan.level),
  problem: plugin.findings.find(({ level }) => level === 'problem')?.what ?? sameName(plugin),
  brings: partsOf(plugin.facts)
    .map(({ amount }) => amount)
    .join(', '),
  groups: grantedTo(plugin.name, slug, grants),
});

/** A plugin of the host, with the form that plans its installation filled in. */
const offerOf = (plugin: HostPluginSeen, { id, url, has_token }: MarketplaceSeen): object => ({
  id: plugin.id,
  title: plugin.display_name ?? plugin.id,
  version: plugin.version,
  size: sizeOf(plugin.bytes),
  href: `${addressOf('/admin/plugins', {
    ...{ from: 'marketplace', url, plugin: plugin.id, commit: plugin.commit },
    token_secret: has_token ? tokenName(id) : '',
  })}#install`,
});

const takenBy = (plugins: readonly PluginSeen[]): string => {
  const grants = plugins.reduce((sum, { tiers }) => sum + tiers.required + tiers.optional, 0);
  return `${amountOf(plugins.length, 'plugin')} and ${amountOf(grants, 'grant')}`;
};
