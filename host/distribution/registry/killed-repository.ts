import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import type { PluginKey } from './marketplace.ts';

type Db = Kysely<Tables>;

/** Has every history that holds a plugin begin anew, whatever becomes of the plugin, its name or its marketplace. */
export const killPlugin = (tx: Db, { marketplace, plugin }: PluginKey): Promise<void> =>
  markHeads(tx, plugin, (one) => one.marketplace === marketplace && one.plugin === plugin);

/** The same for content. */
export const killContent = (tx: Db, digest: string): Promise<void> =>
  markHeads(tx, digest, (one) => one.digest === digest);

type Held = PluginKey & { readonly digest: string };

/** Marks the heads of all histories with a commit that holds such a plugin; `word` is in each of their feeds. */
const markHeads = async (tx: Db, word: string, isKilled: (plugin: Held) => boolean): Promise<void> => {
  const found = await tx
    .selectFrom('marketplace_feed_commits')
    .select(['commit', 'feed'])
    .where(sql<boolean>`contains(cast(feed as varchar), ${JSON.stringify(word)})`)
    .execute();
  const killed = new Set(
    found.filter(({ feed }) => pluginsIn(feed).some(isKilled)).map(({ commit }) => commit),
  );
  if (killed.size === 0) return;
  const commits = await tx.selectFrom('marketplace_feed_commits').select(['commit', 'parent']).execute();
  const parents = new Map(commits.map(({ commit, parent }) => [commit, parent]));
  const heads = await tx.selectFrom('feed_heads').select('commit').distinct().execute();
  const marked = heads.map(({ commit }) => commit).filter((commit) => holds(commit, { parents, killed }));
  if (marked.length === 0) return;
  await tx.updateTable('feed_heads').set({ holds_killed: true }).where('commit', 'in', marked).execute();
};

// Written by the feed alone.
const pluginsIn = (feed: string): readonly Held[] =>
  (JSON.parse(feed) as { plugins: readonly Held[] }).plugins;

interface Known {
  readonly parents: ReadonlyMap<string, string | null>;
  readonly killed: ReadonlySet<string>;
}

const holds = (head: string, { parents, killed }: Known): boolean => {
  for (let at: string | null | undefined = head; at; at = parents.get(at)) if (killed.has(at)) return true;
  return false;
};
