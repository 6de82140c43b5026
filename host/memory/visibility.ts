import type { Access } from '../access/access.ts';
import type { Principal } from '../http/principal.ts';
import { emailKey } from '../identity/users/email-key.ts';
import { type Item, isPublished } from './item.ts';

/** Somebody who looks, with what their groups and grants are at this moment. */
export interface Viewer {
  readonly userId: string;
  readonly email: string;
  readonly isAdmin: boolean;
  /** Audiences they belong to, as items name them. */
  readonly audiences: ReadonlySet<string>;
  /** Domains that were granted to them. */
  readonly domains: ReadonlySet<string>;
  /** Milliseconds UTC. */
  readonly now: number;
}

/** Who is looking. */
export const viewerOf = (
  { rights }: Pick<Access, 'rights'>,
  { userId, email, isAdmin }: Principal,
  now: number,
): Viewer => ({
  ...{ userId, email, isAdmin, now },
  audiences: new Set(['all', ...rights.groupsOf(userId).map(({ id }) => `group:${id}`)]),
  domains: rights.grantedIds(userId, 'memory_domain'),
});

/** Whether somebody may know of an item: the one rule behind lists, counts, bundles, votes, provenance and pages. */
export const maySee = (viewer: Viewer, item: Item): boolean => {
  if (viewer.isAdmin || isOwn(viewer, item)) return true;
  return !item.is_personal && isPublished(item, viewer.now) && isMeantFor(viewer, item);
};

/** Whether it is theirs: of a personal item only the author, else everybody whose texts it came from. */
export const isOwn = (viewer: Pick<Viewer, 'userId' | 'email'>, item: Item): boolean =>
  item.author_id === viewer.userId || (!item.is_personal && isContributor(viewer, item));

/** Whether some of it came from them. */
export const isContributor = ({ userId, email }: Pick<Viewer, 'userId' | 'email'>, item: Item): boolean =>
  item.author_id === userId || item.contributors.includes(emailKey(email));

const isMeantFor = ({ audiences, domains }: Viewer, { audience, domain }: Item): boolean =>
  audiences.has(audience ?? 'all') || (domain !== null && domains.has(domain));
