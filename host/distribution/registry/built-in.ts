import type { Kysely } from 'kysely';
import type { Access } from '../../access/access.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { marketplaceTaken } from './errors.ts';
import type { MarketplaceRow } from './marketplace.ts';
import { pluginType } from './renames.ts';
import { findMarketplace, insertMarketplace, unread } from './repository.ts';

/** The slug of the marketplace with the skills that come with the host. */
export const builtInSlug = 'agnes';

/** What is granted of it to Everyone when it is new. */
const core = `${builtInSlug}/agnes-core`;

// No address that anybody could register: those are of the web.
const builtInUrl = 'agnes:built-in';

/** True for the marketplace that is no repository: its content comes with the host. */
export const isBuiltIn = ({ url }: Pick<MarketplaceRow, 'url'>): boolean => url === builtInUrl;

interface SeedDeps {
  readonly store: Pick<SystemStore, 'read' | 'keep'>;
  readonly access: Pick<Access, 'seedGrant' | 'refresh'>;
  readonly now: () => number;
}

/** Makes it when it is missing, and grants it, optional, to Everyone: once, so that who takes the grant away is left alone. */
export const seedBuiltIn = async ({ store, access, now }: SeedDeps): Promise<void> => {
  const found = await findMarketplace(store.read, builtInSlug);
  // Somebody's own that had the slug before it was kept for this one: it is left alone, and so are its grants.
  if (found && !isBuiltIn(found)) throw marketplaceTaken({ slug: builtInSlug });
  if (found) return;
  const version = await store.keep(async (tx) => {
    await insertBuiltIn(tx, new Date(now()));
    return access.seedGrant(tx, { resource_type: pluginType, resource_id: core, tier: 'optional' });
  });
  if (version !== undefined) await access.refresh(version);
};

const insertBuiltIn = (tx: Kysely<Tables>, at: Date): Promise<void> =>
  insertMarketplace(tx, {
    ...unread,
    id: builtInSlug,
    name: 'Agnes',
    url: builtInUrl,
    branch: null,
    pin: null,
    review_mode: 'auto',
    token_secret: null,
    description: 'Skills that come with the host.',
    registered_by: null,
    registered_at: at,
  });
