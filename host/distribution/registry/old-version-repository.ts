import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import { contentOfVersions, deleteVersions } from './version-repository.ts';

type Db = Kysely<Tables>;

/** Versions of a plugin that are kept, however old they are. */
const newest = 5;
/** How long what is quarantined can be looked at. */
export const inspectionMs = 30 * 24 * 3_600_000;

/** A version that nobody needs any more. */
interface OldVersion {
  readonly marketplace: string;
  readonly plugin: string;
  readonly id: string;
  /** Somebody said no to it: that is remembered, without its content. */
  readonly isRemembered: boolean;
}

/** Versions beside the newest five that are neither listed, served nor in anybody's feed; what is quarantined stays for 30 days. */
export const forgettable = async (db: Db, now: Date): Promise<readonly OldVersion[]> => {
  const versions = await db
    .selectFrom('marketplace_plugin_versions')
    .select(['id', 'marketplace_id', 'name', 'content_digest', 'state', 'decided_at'])
    .orderBy('first_seen', 'desc')
    .orderBy('id')
    .execute();
  const used = await usedVersions(db);
  const inFeeds = await contentOfFeeds(db);
  const limit = now.getTime() - inspectionMs;
  return [
    ...Map.groupBy(versions, ({ marketplace_id, name }) => `${marketplace_id}/${name}`).values(),
  ].flatMap((own) =>
    own
      .slice(newest)
      .filter(({ id, marketplace_id, name }) => !used.has(`${marketplace_id}/${name} ${id}`))
      .filter(({ content_digest }) => !inFeeds.has(content_digest))
      .filter(({ state, decided_at }) => state !== 'quarantined' || (decided_at?.getTime() ?? 0) < limit)
      .map(({ marketplace_id, name, id, state }) => ({
        marketplace: marketplace_id,
        plugin: name,
        id,
        isRemembered: state === 'rejected' || state === 'quarantined',
      })),
  );
};

/** Forgets versions that nobody said no to. */
export const pruneVersions = async (tx: Db, versions: readonly OldVersion[]): Promise<void> => {
  for (const { id, isRemembered, ...key } of versions) {
    if (!isRemembered) await deleteVersions(tx, key, [id]);
  }
};

/** Content that some version has which is not old, or somebody's feed. */
export const referredContent = async (db: Db, now: Date): Promise<ReadonlySet<string>> => {
  const old = new Set((await forgettable(db, now)).map(keyOf));
  const needed = (await contentOfVersions(db)).filter(
    ({ marketplace_id, name, id }) => !old.has(keyOf({ marketplace: marketplace_id, plugin: name, id })),
  );
  return new Set([...needed.map(({ content_digest }) => content_digest), ...(await contentOfFeeds(db))]);
};

const keyOf = ({ marketplace, plugin, id }: Omit<OldVersion, 'isRemembered'>): string =>
  `${marketplace}/${plugin} ${id}`;

const usedVersions = async (db: Db): Promise<ReadonlySet<string>> => {
  const rows = await db
    .selectFrom('marketplace_plugins')
    .select(['marketplace_id', 'name', 'version_id', 'served_id'])
    .execute();
  return new Set(
    rows.flatMap(({ marketplace_id, name, version_id, served_id }) =>
      [version_id, served_id].map((id) => `${marketplace_id}/${name} ${id}`),
    ),
  );
};

/** Every digest that the stored feeds name. */
const contentOfFeeds = async (db: Db): Promise<ReadonlySet<string>> => {
  const found = sql<string>`unnest(regexp_extract_all(cast(feed as varchar), '\\b[0-9a-f]{64}\\b'))`;
  const rows = await db
    .selectFrom('marketplace_feed_commits')
    .select(found.as('digest'))
    .distinct()
    .execute();
  return new Set(rows.map(({ digest }) => digest));
};

/** Lets those commits go that no head leads to. */
export const pruneCommits = async (tx: Db): Promise<void> => {
  const commits = await tx.selectFrom('marketplace_feed_commits').select(['commit', 'parent']).execute();
  const heads = await tx.selectFrom('feed_heads').select('commit').execute();
  const parents = new Map(commits.map(({ commit, parent }) => [commit, parent]));
  const reached = new Set<string>();
  for (const head of heads) {
    for (let at: string | null | undefined = head.commit; at && !reached.has(at); at = parents.get(at))
      reached.add(at);
  }
  const gone = [...parents.keys()].filter((commit) => !reached.has(commit));
  if (gone.length > 0) await tx.deleteFrom('marketplace_feed_commits').where('commit', 'in', gone).execute();
};
