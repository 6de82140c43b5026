import { join } from 'node:path';
import { VersionStore } from '../../marketplace/store/version-store.ts';
import type { Access } from '../access/access.ts';
import { openFeed } from '../distribution/feed/open-feed.ts';
import type { Outside } from './outside.ts';

/* What people are served of marketplaces, as in `parts.ts`. */

const usualKeptSeconds = 120;

export const feedOf = (parts: Outside & { readonly access: Access }) => {
  const { dataDir, env, log, store, access, now } = parts;
  const folder = join(dataDir, 'marketplaces');
  const seconds = Number(env['AGNES_MARKETPLACE_ETAG_TTL'] ?? usualKeptSeconds);
  return openFeed({
    store,
    access,
    now,
    versions: new VersionStore(join(folder, 'store')),
    log: (message, error) => log('feed', { message, error }),
    surroundings: { home: join(folder, 'git-home'), path: env['PATH'] },
    folders: { archives: join(folder, 'archives'), repositories: join(folder, 'git-cache') },
    keptMs: (seconds >= 0 ? seconds : usualKeptSeconds) * 1_000,
  });
};
