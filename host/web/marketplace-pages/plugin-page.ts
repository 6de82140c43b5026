import type { Static } from '@agnes/sdk';
import type { versionSchema } from '../../distribution/registry/plugin-wire.ts';
import { diff } from '../../distribution/registry/view-operations.ts';
import type { Reply } from '../../http/reply.ts';
import { addressOf, below } from '../address.ts';
import { momentOf, sizeOf } from '../figures.ts';
import { pageReply } from '../page-reply.ts';
import { pagerOf } from '../pager.ts';
import { type Asker, askedBy } from '../plugin-pages/answers.ts';
import { type Refusal, refusalView } from '../refusal.ts';
import {
  deliveriesSeen,
  type Granted,
  grantsSeen,
  type PluginSeen,
  pluginSeen,
  type ReadServices,
} from './answers.ts';
import { grantedTo } from './detail-page.ts';
import { partsOf } from './facts.ts';
import { marketplacesPath } from './list-page.ts';
import { decisionChip, sameName, servedChip, verdictChip } from './words.ts';

type Version = Static<typeof versionSchema>;

/** Which plugin of which marketplace. */
export interface PluginAddress {
  readonly slug: string;
  readonly plugin: string;
}

/** Which page, what is compared there, and what happened before. */
export interface PluginAsked {
  readonly address: PluginAddress;
  readonly done?: string | undefined;
  readonly refusal?: Refusal;
  /** Which part of its versions, from 1. */
  readonly page?: number | undefined;
  readonly compare?: { readonly from?: string | undefined; readonly to?: string | undefined } | undefined;
}

/** Two versions, as the API tells of them. */
interface Compared {
  readonly from: Version | null;
  readonly to: Version;
  readonly files: readonly { readonly path: string; readonly status: string; readonly text?: string }[];
}

const most = { files: 50, text: 100_000, told: 100, versions: 20 };

/** The page about one plugin of a marketplace. */
export const marketplacePluginPage = async (
  services: ReadServices,
  asker: Asker,
  { address, done, refusal, compare, page = 1 }: PluginAsked,
): Promise<Reply> => {
  const { web } = services;
  const plugin = await pluginSeen(services, asker, address);
  const grants = await grantsSeen(services, asker);
  const delivered = await deliveriesSeen(services, asker, address);
  const view = {
    ...{ done, refusal: refusalView(refusal), ...address, name: plugin.name },
    base: below(marketplacesPath, address.slug, 'plugins', plugin.name),
    marketplace: below(marketplacesPath, address.slug),
    ...aboutOf(plugin, web.now),
    groups: grantedTo(plugin.name, address.slug, grants),
    gaps: plugin.gaps.map((gap) => gapText(gap, grants)),
    delivered: delivered.slice(0, most.told).map((one) => deliveredTo(one, plugin, web.now)),
    has_delivered: delivered.length > 0,
    more_delivered:
      delivered.length > most.told && `The latest ${most.told} of ${delivered.length} are shown.`,
    ...shownVersions(plugin, { page, now: web.now }),
    has_versions: plugin.versions.length > 0,
    choices: plugin.versions.length > 1 && {
      all: plugin.versions.map(({ id, version }) => ({ id, version })),
    },
    compared: compare && comparedView(await comparedOf(services, asker, { address, compare })),
  };
  const status = refusal?.status ?? 200;
  const title = `${plugin.name} · Marketplaces`;
  return pageReply(web, asker, { page: 'marketplace-plugin', title, path: marketplacesPath, view, status });
};

/** What a plugin needs and is missing, in a sentence. */
const gapText = (
  { plugin, offered, groups }: PluginSeen['gaps'][number],
  grants: readonly Granted[],
): string => {
  if (!offered) return `Needs the plugin ${plugin}, which no marketplace here serves.`;
  const names = groups.map((id) => grants.find(({ group_id }) => group_id === id)?.group_name ?? id);
  return `Needs the plugin ${plugin}, which is not granted to ${names.join(', ')}.`;
};

const comparedOf = async (
  services: ReadServices,
  asker: Asker,
  { address, compare = {} }: Pick<PluginAsked, 'address' | 'compare'>,
): Promise<Compared> => {
  const params = { id: address.slug, name: address.plugin };
  // As the schema of its result says.
  return (await diff.run(askedBy(asker, { params, query: compare }), services)) as Compared;
};

const aboutOf = (plugin: PluginSeen, now: number): object => ({
  description: plugin.description ?? '',
  author: plugin.author_name ?? '',
  source: plugin.source_type ?? '',
  served: servedChip(plugin),
  verdict: plugin.listed_id !== null && verdictChip(plugin.scan.level),
  off: plugin.disabled && { reason: plugin.disabled.reason ?? '', when: momentOf(plugin.disabled.at, now) },
  parts: partsOf(plugin.facts),
  same: sameName(plugin),
  problems: [...plugin.findings, ...scanned(plugin)],
});

/** What people have who were served it. */
const deliveredTo = (
  one: Awaited<ReturnType<typeof deliveriesSeen>>[number],
  plugin: PluginSeen,
  now: number,
): object => {
  const served = plugin.versions.find(({ id }) => id === plugin.served_id);
  return {
    ...{ who: one.email ?? one.user_id, version: one.version, channel: one.channel },
    since: momentOf(one.first_at, now),
    last: momentOf(one.last_at, now),
    older: one.content_digest !== served?.content_digest,
  };
};

/** What the scan found, as problems are told. */
const scanned = ({ scan }: PluginSeen): readonly object[] =>
  // Written by the scan alone.
  (scan.findings as readonly { path: string; line: number; what: string; next: string }[]).map(
    ({ path, line, what, next }) => ({ what: `${path}:${line}: ${what}`, next }),
  );

const versionOf = (one: Version, plugin: PluginSeen, now: number): object => ({
  id: one.id,
  version: one.version,
  size: sizeOf(one.bytes),
  seen: momentOf(one.first_seen, now),
  verdict: verdictChip(one.verdict),
  decision: decisionChip(one.state),
  is_served: one.id === plugin.served_id,
  is_listed: one.id === plugin.listed_id,
  reused: one.version_reused,
  reason: one.reason ?? '',
  approvable: one.verdict !== 'blocked' && one.id !== plugin.served_id,
  rejectable: one.state !== 'rejected' && one.state !== 'quarantined',
  diff: one.id !== plugin.served_id && `${addressOf('', { to: one.id })}#diff`,
});

/** A page of the versions, newest first, and the way to the others. */
const shownVersions = (
  plugin: PluginSeen,
  { page, now }: { readonly page: number; readonly now: number },
): object => {
  const { versions } = plugin;
  const from = (page - 1) * most.versions;
  const list = { page, pageSize: most.versions, total: versions.length, noun: 'version' };
  return {
    versions: versions.slice(from, from + most.versions).map((version) => versionOf(version, plugin, now)),
    pager: pagerOf(list, (to) => `${addressOf('', { page: String(to) })}#versions`),
  };
};

const signs: Readonly<Record<string, string>> = { added: 'new', removed: 'gone', changed: 'changed' };

const comparedView = ({ from, to, files }: Compared): object => {
  let told = 0;
  return {
    from: from?.version ?? 'nothing',
    to: to.version,
    same: files.length === 0,
    more: files.length > most.files && `${most.files} of ${files.length} files are shown.`,
    files: files.slice(0, most.files).map(({ path, status, text = '' }) => {
      told += text.length;
      const isShown = text !== '' && told <= most.text;
      return { path, sign: signs[status] ?? status, text: isShown && { lines: text } };
    }),
  };
};
