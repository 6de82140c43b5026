import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Access } from '../access/access.ts';
import { PackedFiles } from '../distribution/client/packed-files.ts';
import type { ReadableTables } from '../distribution/feed/feed-briefs.ts';
import { openFeed } from '../distribution/feed/open-feed.ts';
import type { MarketplaceDesk } from '../distribution/registry/desk.ts';
import type { Registry } from '../registry/registry.ts';
import { marketplacesIn } from './marketplace-parts.ts';
import type { Outside } from './outside.ts';

/* What people are served of marketplaces, as in `parts.ts`. */

interface FeedParts extends Outside {
  readonly access: Access;
  readonly marketplaces: MarketplaceDesk;
  readonly registry: Pick<Registry, 'find'>;
}

const usualKeptSeconds = 120;

export const feedOf = (parts: FeedParts) => {
  const { dataDir, env, log, store, access, now, marketplaces, config } = parts;
  const folder = marketplacesIn(dataDir);
  const seconds = Number(env['AGNES_MARKETPLACE_ETAG_TTL'] || usualKeptSeconds);
  return openFeed({
    store,
    access,
    now,
    versions: marketplaces.versions,
    content: marketplaces.reviews,
    lost: marketplaces.lost,
    whileBuilding: (build) => marketplaces.upkeep.whileBuilding(build),
    log: (message, error) => log('feed', { message, error }),
    surroundings: { home: join(folder, 'git-home'), path: env['PATH'] },
    folders: { archives: join(folder, 'archives'), repositories: join(folder, 'git-cache') },
    name: config.marketplaces.served_name,
    readableTables: readableTables(parts),
    keptMs: (seconds >= 0 ? seconds : usualKeptSeconds) * 1_000,
  });
};

const packedHere = fileURLToPath(new URL('../../dist', import.meta.url));

/** The command lines for laptops, where `npm run pack` leaves them unless the environment names another folder. */
export const cliFilesOf = ({ env }: Pick<Outside, 'env'>) =>
  new PackedFiles(env['AGNES_CLI_DIST_DIR'] || packedHere);

/** By name or id; a table that is not there and one that is not granted are the same. */
const readableTables =
  ({ access, registry }: Pick<FeedParts, 'access' | 'registry'>): ReadableTables =>
  async (principal, names) => {
    const readable = new Set<string>();
    for (const name of names) {
      const table = await registry.find(name);
      if (table && access.mayUse(principal, 'table', table.id)) readable.add(name);
    }
    return readable;
  };
