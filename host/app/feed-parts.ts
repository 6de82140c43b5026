import { join } from 'node:path';
import type { Access } from '../access/access.ts';
import { openFeed } from '../distribution/feed/open-feed.ts';
import type { MarketplaceDesk } from '../distribution/registry/desk.ts';
import { marketplacesIn } from './marketplace-parts.ts';
import type { Outside } from './outside.ts';

/* What people are served of marketplaces, as in `parts.ts`. */

interface FeedParts extends Outside {
  readonly access: Access;
  readonly marketplaces: MarketplaceDesk;
}

const usualKeptSeconds = 120;

export const feedOf = (parts: FeedParts) => {
  const { dataDir, env, log, store, access, now, marketplaces } = parts;
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
    keptMs: (seconds >= 0 ? seconds : usualKeptSeconds) * 1_000,
  });
};
