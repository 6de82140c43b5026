import type { Kysely } from 'kysely';
import type { Finding } from '../../../marketplace/findings.ts';
import type { CatalogSnapshot } from '../../../marketplace/manifests/catalog-snapshot.ts';
import type { PluginVersion } from '../../../marketplace/normalise/plugin-version.ts';
import type { Access } from '../../access/access.ts';
import type { Tables } from '../../store/tables.ts';
import { catalogEmptied, marketplaceChanged } from './errors.ts';
import { type ListedPlugin, listedPlugin } from './listed-plugin.ts';
import { type MarketplaceRow, modeOf, type PluginRow } from './marketplace.ts';
import { pluginsOf, putPlugins } from './plugin-repository.ts';
import { keptRow, type PluginDraft } from './plugin-row.ts';
import { followRenames, type Renamed } from './renames.ts';
import { changeMarketplace, findMarketplace } from './repository.ts';
import {
  putVersions,
  type VersionHead,
  versionsOf,
  versionsOfContents,
  wholeVersions,
} from './version-repository.ts';
import { versionOf } from './version-row.ts';

type Tx = Kysely<Tables>;

/** A marketplace that was read, to be published. */
export interface Publication {
  /** As it was when its reading began. */
  readonly marketplace: MarketplaceRow;
  readonly snapshot: CatalogSnapshot;
  readonly readBy: string;
  readonly at: Date;
  readonly access: Pick<Access, 'moveGrants'>;
}

/** What publishing changed, by names of plugins. */
export interface CatalogChange {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly delisted: readonly string[];
  readonly broken: readonly string[];
  readonly renamed: readonly Renamed[];
  /** Whose new version is not served by itself. */
  readonly waiting: readonly string[];
}

/** What publishing came to. */
export interface Published {
  readonly change: CatalogChange;
  readonly problems: readonly Finding[];
  readonly count: number;
  /** The version of access with the grants that moved. */
  readonly grants: number | undefined;
}

/** Puts what was read in the place of what was known, in the transaction of the caller. */
export const publish = async (tx: Tx, publication: Publication): Promise<Published> => {
  const { marketplace, snapshot, access, at } = publication;
  const { id } = marketplace;
  const now = checkSame(marketplace, await findMarketplace(tx, id));
  const { renamed, grants } = await followRenames(tx, { marketplace: id, snapshot, access });
  const rows = await pluginsOf(tx, id);
  if (rows.some(({ listing }) => listing !== 'delisted') && snapshot.plugins.length === 0)
    throw catalogEmptied({ commit: snapshot.commit });
  const listed = await listedPlugins(tx, rows, { ...publication, marketplace: now });
  const gone = goneNow(rows, snapshot, at);
  await putVersions(
    tx,
    id,
    listed.flatMap(({ version }) => version ?? []),
  );
  await putPlugins(tx, id, [...listed.map(({ row }) => row), ...gone]);
  const problems = [...snapshot.findings, ...listed.flatMap(({ findings }) => findings)];
  await changeMarketplace(tx, id, columnsOf(publication, problems));
  const change = { ...changeOf(listed, gone, rows), renamed };
  return { change, problems, count: listed.length, grants };
};

/** The marketplace as it is now. Throws when something else would be read there by now, or it is another one. */
export const checkSame = (read: MarketplaceRow, now: MarketplaceRow | undefined): MarketplaceRow => {
  const isSame = now?.url === read.url && now.branch === read.branch && now.pin === read.pin;
  if (!isSame || now.registered_at.getTime() !== read.registered_at.getTime())
    throw marketplaceChanged({ marketplace: read.id });
  return now;
};

const listedPlugins = async (
  tx: Tx,
  rows: readonly PluginRow[],
  { marketplace, snapshot, at }: Publication,
): Promise<readonly ListedPlugin[]> => {
  const before = new Map(rows.map((row) => [row.name, row]));
  const versions = Map.groupBy(await versionsOf(tx, marketplace.id), ({ name }) => name);
  const served = await servedNow(tx, marketplace.id, rows);
  const digests = snapshot.plugins.map(({ contentDigest }) => contentDigest);
  const same = Map.groupBy(await versionsOfContents(tx, digests), (head) => head.content_digest);
  const circumstances = { mode: modeOf(marketplace), commit: snapshot.commit, at };
  return snapshot.plugins.map((version) => {
    const { entry, contentDigest } = version;
    const isOther = (head: VersionHead) => head.marketplace_id !== marketplace.id || head.name !== entry;
    const known = {
      before: before.get(entry),
      versions: versions.get(entry) ?? [],
      served: served.get(entry),
      others: (same.get(contentDigest) ?? []).filter(isOther),
    };
    return listedPlugin(version, known, circumstances);
  });
};

/** The served versions by the names of their plugins. */
const servedNow = async (
  tx: Tx,
  marketplace: string,
  rows: readonly PluginRow[],
): Promise<ReadonlyMap<string, PluginVersion>> => {
  const isServed = new Set(rows.map(({ name, served_id }) => `${name} ${served_id}`));
  const ids = rows.flatMap(({ served_id }) => served_id ?? []);
  const whole = await wholeVersions(tx, marketplace, ids);
  const own = whole.filter(({ name, id }) => isServed.has(`${name} ${id}`));
  return new Map(own.map((row) => [row.name, versionOf(row)]));
};

/** Plugins that are listed no more, or cannot be used as they are listed now. */
const goneNow = (
  rows: readonly PluginRow[],
  { plugins, findings }: CatalogSnapshot,
  at: Date,
): readonly PluginDraft[] => {
  const listed = new Set(plugins.map(({ entry }) => entry));
  const problems = Map.groupBy(
    findings.filter(({ level }) => level === 'problem'),
    ({ about }) => about,
  );
  return rows
    .filter(({ name }) => !listed.has(name))
    .map((row) => {
      const found = problems.get(row.name);
      return keptRow(row, { listing: found ? 'broken' : 'delisted', findings: found ?? [], at });
    });
};

const columnsOf = ({ snapshot, readBy, at }: Publication, problems: readonly Finding[]) => ({
  state: 'ok',
  last_error: null,
  last_tried_at: at,
  last_synced_at: at,
  last_commit_sha: snapshot.commit,
  read_by: readBy,
  catalog_name: snapshot.name,
  problems: JSON.stringify(problems),
  host_plugins: JSON.stringify(snapshot.hostPlugins),
});

const changeOf = (
  listed: readonly ListedPlugin[],
  gone: readonly PluginDraft[],
  rows: readonly PluginRow[],
): Omit<CatalogChange, 'renamed'> => {
  const before = new Map(rows.map((row) => [row.name, row]));
  const namesOf = (plugins: readonly { readonly name: string }[]) => plugins.map(({ name }) => name);
  const anew = (row: PluginDraft) => before.get(row.name)?.listing !== row.listing;
  const isOther = ({ name, version_id }: PluginDraft) => before.get(name)?.version_id !== version_id;
  const now = listed.map(({ row }) => row);
  return {
    added: namesOf(now.filter(({ name }) => !before.has(name))),
    changed: namesOf(now.filter((row) => before.has(row.name) && isOther(row))),
    delisted: namesOf(gone.filter((row) => row.listing === 'delisted' && anew(row))),
    broken: namesOf(gone.filter((row) => row.listing === 'broken' && anew(row))),
    waiting: namesOf(
      listed.filter(({ state, row }) => state !== 'approved' && isOther(row)).map(({ row }) => row),
    ),
  };
};
