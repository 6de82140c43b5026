import { type Static, Type } from '@agnes/sdk';
import type { Finding } from '../../../marketplace/findings.ts';
import type { HostPluginVersion } from '../../../marketplace/manifests/host-plugins.ts';
import { servedVersion } from '../../../marketplace/normalise/plugin-version.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import type { DeliveredVersion } from './delivery-repository.ts';
import type { PluginRow } from './marketplace.ts';
import type { PluginView } from './plugin-views.ts';
import type { VersionHead } from './version-repository.ts';
import { findingSchema, findingWire } from './wire.ts';

const maybe = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

/** A version of a plugin as administrators read it. */
export const versionSchema = Type.Object({
  id: Type.String({ description: 'Of content and entry together: what is reviewed as one.' }),
  version: Type.String({ description: 'As clients see it.' }),
  declared_version: maybe('As its author calls it.'),
  content_digest: Type.String(),
  commit: maybe('Where it was first seen.'),
  bytes: Type.Integer(),
  verdict: Type.String({ description: 'Of the scan: `ok`, `review` or `blocked`.' }),
  state: Type.String({ description: '`approved`, `held`, `rejected` or `quarantined`.' }),
  reason: maybe('Why.'),
  version_reused: Type.Boolean({ description: 'Its author gave the same version to other content before.' }),
  first_seen: Type.String(),
  decided_at: maybe('When its state was decided.'),
  decided_by: maybe('Id of a user; null: by itself.'),
});

export const versionWire = (head: VersionHead): Static<typeof versionSchema> => ({
  id: head.id,
  version: servedVersion(head.declared_version ?? undefined, head.content_digest),
  declared_version: head.declared_version,
  content_digest: head.content_digest,
  commit: head.source_commit,
  bytes: Number(head.bytes),
  verdict: head.verdict,
  state: head.state,
  reason: head.reason,
  version_reused: head.is_version_reused,
  first_seen: isoUtc(head.first_seen),
  decided_at: head.decided_at && isoUtc(head.decided_at),
  decided_by: head.decided_by,
});

/** A plugin as administrators read it. */
export const pluginSchema = Type.Object({
  name: Type.String(),
  description: maybe('For people.'),
  version: maybe('As its author calls the listed one.'),
  author_name: maybe('Of its author.'),
  homepage: maybe('Its page.'),
  category: maybe('Where its marketplace sorts it.'),
  source_type: maybe('`relative`, or where its content comes from.'),
  source_spec: Type.Unknown({ description: 'The source as its marketplace wrote it.' }),
  tree_hash: maybe('Digest of the listed content.'),
  findings: Type.Array(findingSchema),
  listing: Type.String({ description: '`listed`, `broken`, or `delisted`: served on to who has it.' }),
  disabled: Type.Union([
    Type.Null(),
    Type.Object({ at: Type.String(), by: maybe('Id of a user.'), reason: maybe('Why.') }),
  ]),
  listed_id: maybe('The version that is listed.'),
  served_id: maybe('The version that is served; null: none was approved yet.'),
  versions: Type.Array(versionSchema, { description: 'Newest first.' }),
  tiers: Type.Object(
    { required: Type.Integer(), optional: Type.Integer() },
    { description: 'Groups that are granted it.' },
  ),
  gaps: Type.Array(
    Type.Object({
      plugin: Type.String({ description: 'As the plugin names it.' }),
      offered: Type.Boolean({ description: 'False: no marketplace here serves it.' }),
      groups: Type.Array(Type.String(), { description: 'Ids of groups that get the one and not the other.' }),
    }),
    { description: 'Other plugins that it needs and that are missing for groups that are granted it.' },
  ),
  same_name: Type.Array(Type.String(), {
    description:
      'Others that clients know by its name: whoever is granted two gets the later one under another name.',
  }),
  scan: Type.Object({ level: Type.String(), findings: Type.Array(Type.Unknown()) }),
  facts: Type.Unknown({ description: 'What it brings: skills, commands, agents, hooks, servers, programs.' }),
});

export const pluginWire = ({
  row,
  listed,
  versions,
  tiers,
  gaps,
  sameName,
}: PluginView): Static<typeof pluginSchema> => ({
  name: row.name,
  description: row.description,
  version: row.version,
  author_name: row.author_name,
  homepage: row.homepage,
  category: row.category,
  source_type: row.source_type,
  source_spec: JSON.parse(row.source_spec ?? 'null'),
  tree_hash: row.tree_hash,
  // Written by `listedRow` and `keptRow` alone.
  findings: (JSON.parse(row.findings ?? '[]') as readonly Finding[]).map(findingWire),
  listing: row.listing,
  disabled: disabledWire(row),
  listed_id: row.version_id,
  served_id: row.served_id,
  versions: versions.map(versionWire),
  tiers,
  gaps: gaps.map(({ plugin, isOffered, groups }) => ({ plugin, offered: isOffered, groups: [...groups] })),
  same_name: [...sameName],
  scan: { level: listed?.scan.level ?? 'review', findings: [...(listed?.scan.findings ?? [])] },
  facts: listed?.facts ?? null,
});

const disabledWire = ({ disabled_at: at, disabled_by: by, disabled_reason: reason }: PluginRow) =>
  at && { at: isoUtc(at), by, reason };

/** A version that reached somebody. */
export const deliverySchema = Type.Object({
  user_id: Type.String(),
  email: maybe('Null: somebody who is gone.'),
  version: Type.String({ description: 'As clients see it.' }),
  content_digest: Type.String(),
  channel: Type.String({ description: '`zip` or `git`.' }),
  first_at: Type.String(),
  last_at: Type.String({ description: 'To the hour.' }),
});

export const deliveryWire = (one: DeliveredVersion): Static<typeof deliverySchema> => ({
  user_id: one.userId,
  email: one.email,
  version: one.version,
  content_digest: one.digest,
  channel: one.channel,
  first_at: isoUtc(one.firstAt),
  last_at: isoUtc(one.lastAt),
});

/** A plugin of the host that a repository offers. */
export const hostPluginSchema = Type.Object({
  id: Type.String(),
  version: Type.String(),
  display_name: maybe('For people.'),
  path: Type.String({ description: 'Folder in the repository; empty: the whole.' }),
  commit: Type.String(),
  tree_hash: Type.String({ description: 'By which the store of plugins will know it.' }),
  bytes: Type.Integer(),
  engines: Type.Unknown({ description: 'Hosts it runs in.' }),
  contributes: Type.Unknown(),
  capabilities: Type.Unknown({ description: 'What it asks for, with its reasons.' }),
});

export const hostPluginWire = (plugin: HostPluginVersion): Static<typeof hostPluginSchema> => {
  const { id, version, path, commit, treeHash, bytes, manifest } = plugin;
  return {
    id,
    version,
    display_name: manifest.displayName ?? null,
    path,
    commit,
    tree_hash: treeHash,
    bytes,
    engines: manifest.engines,
    contributes: manifest.contributes,
    capabilities: manifest.capabilities ?? null,
  };
};
