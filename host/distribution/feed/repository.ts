import type { Insertable, Kysely, Selectable } from 'kysely';
import type { Feed } from '../../../marketplace/feed/feed.ts';
import type { Tables } from '../../store/tables.ts';
import { served } from '../registry/served-repository.ts';

type Db = Kysely<Tables>;

/** What the repository of somebody is at. */
export type FeedHead = Selectable<Tables['feed_heads']>;

/** A commit out of which its repository can be built again. */
export type FeedCommitRow = Selectable<Tables['marketplace_feed_commits']>;

/** What somebody was served before, if anything. */
export const findHead = (db: Db, principal: string): Promise<FeedHead | undefined> =>
  db.selectFrom('feed_heads').selectAll().where('principal', '=', principal).executeTakeFirst();

/** A commit that was served. */
export const findCommit = (db: Db, commit: string): Promise<FeedCommitRow | undefined> =>
  db.selectFrom('marketplace_feed_commits').selectAll().where('commit', '=', commit).executeTakeFirst();

/** The commit of a feed that goes on from another one, or begins a history, when somebody was served it. */
export const findCommitAfter = (
  db: Db,
  parent: string | undefined,
  etag: string,
): Promise<FeedCommitRow | undefined> =>
  db
    .selectFrom('marketplace_feed_commits')
    .selectAll()
    .where('etag', '=', etag)
    .where('parent', parent === undefined ? 'is' : '=', parent ?? null)
    .executeTakeFirst();

/** Keeps a commit; one that is known stays as it is. */
export const keepCommit = async (
  tx: Db,
  row: Insertable<Tables['marketplace_feed_commits']>,
): Promise<void> => {
  if (await findCommit(tx, row.commit)) return;
  await tx.insertInto('marketplace_feed_commits').values(row).execute();
};

/** Moves a head that is still as it was; answers whether it was. */
export const moveHead = async (tx: Db, from: FeedHead | undefined, head: FeedHead): Promise<boolean> => {
  const now = await findHead(tx, head.principal);
  if (now?.commit !== from?.commit || now?.holds_killed !== from?.holds_killed) return false;
  if (now) await tx.deleteFrom('feed_heads').where('principal', '=', head.principal).execute();
  await tx.insertInto('feed_heads').values(head).execute();
  return true;
};

/** Whether all of a feed may still be served: what was taken out of use while it was built is not. */
export const mayBeServed = async (tx: Db, { plugins }: Feed): Promise<boolean> => {
  const now = new Map(
    (await served(tx, plugins)).map((one) => [`${one.marketplace}/${one.plugin}`, one.digest]),
  );
  return plugins.every(({ marketplace, plugin, digest }) => now.get(`${marketplace}/${plugin}`) === digest);
};

/** Notes that a client has begun anew. */
export const settleHead = async (tx: Db, principal: string): Promise<void> => {
  await tx.updateTable('feed_heads').set({ is_reset: false }).where('principal', '=', principal).execute();
};

/** What must not be in any history that is served. */
export interface Banned {
  /** `<marketplace>/<plugin>` of what is switched off. */
  readonly plugins: ReadonlySet<string>;
  /** Digests of content that is quarantined. */
  readonly digests: ReadonlySet<string>;
  /** `<marketplace>/<plugin> <digest>` of the same. */
  readonly contents: ReadonlySet<string>;
}

/** What is switched off or quarantined now. */
export const readBanned = async (db: Db): Promise<Banned> => {
  const plugins = await db
    .selectFrom('marketplace_plugins')
    .select(['marketplace_id', 'name'])
    .where('disabled_at', 'is not', null)
    .execute();
  const versions = await db
    .selectFrom('marketplace_plugin_versions')
    .select(['marketplace_id', 'name', 'content_digest'])
    .where('state', '=', 'quarantined')
    .execute();
  return {
    plugins: new Set(plugins.map(({ marketplace_id, name }) => `${marketplace_id}/${name}`)),
    digests: new Set(versions.map(({ content_digest }) => content_digest)),
    contents: new Set(
      versions.map(
        ({ marketplace_id, name, content_digest }) => `${marketplace_id}/${name} ${content_digest}`,
      ),
    ),
  };
};

/** Something that reached somebody. */
export type DeliveryRow = Selectable<Tables['marketplace_deliveries']>;

/** Notes that something reached somebody, for the first time or again. */
export const noteDeliveries = async (tx: Db, rows: readonly DeliveryRow[]): Promise<void> => {
  for (const row of rows) {
    const known = await tx
      .updateTable('marketplace_deliveries')
      .set({ last_at: row.last_at })
      .where('principal', '=', row.principal)
      .where('marketplace_id', '=', row.marketplace_id)
      .where('plugin', '=', row.plugin)
      .where('content_digest', '=', row.content_digest)
      .where('channel', '=', row.channel)
      .returning('principal')
      .execute();
    if (known.length === 0) await tx.insertInto('marketplace_deliveries').values(row).execute();
  }
};
