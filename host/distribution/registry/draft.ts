import { isPlatformError } from '@agnes/sdk/errors';
import { commitId, referenceName } from '../../../marketplace/mirror/git-references.ts';
import { checkedAddresses, type Reach, webAddress } from '../../../marketplace/web-address.ts';
import { builtInSlug } from './built-in.ts';
import { isCommit } from './commit-wanted.ts';
import { marketplaceInvalid, marketplaceUrl } from './errors.ts';
import type { ReviewMode } from './marketplace.ts';

/** What a marketplace is registered as. */
export interface MarketplaceDraft {
  readonly name: string;
  readonly slug: string;
  readonly url: string;
  readonly branch?: string | null | undefined;
  readonly pin?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly token?: string | null | undefined;
  readonly review_mode?: ReviewMode | null | undefined;
}

/** What is to be another: absent stays. A token of null stays, too; an empty one goes. */
export type MarketplacePatch = Partial<Omit<MarketplaceDraft, 'slug'>>;

/** The built-in one, and folders beside those of marketplaces. */
const reserved = [builtInSlug, 'archives', 'git-cache', 'git-home', 'quarantine', 'store', 'tmp'];

/** Throws unless a marketplace may be called so. */
export const checkSlug = (slug: string): void => {
  const refuse = (rule: string) => marketplaceInvalid({ field: 'slug', value: slug.slice(0, 100), rule });
  if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(slug))
    throw refuse('is not 1 to 64 of a-z, 0-9, _ and -, the first of them a letter or digit');
  if (reserved.includes(slug)) throw refuse('is kept for the host itself');
};

/** Throws unless git may be asked for these. */
export const checkReferences = ({ branch, pin }: Pick<MarketplacePatch, 'branch' | 'pin'>): void => {
  checked('branch', branch, referenceName);
  checked('pin', pin, (value) => (isCommit(value) ? commitId(value) : referenceName(value)));
};

const checked = (field: string, value: string | null | undefined, check: (value: string) => string): void => {
  if (value === null || value === undefined) return;
  try {
    check(value);
  } catch (cause) {
    const rule = 'is not a branch, a tag or a commit that git would take';
    throw marketplaceInvalid({ field, value: value.slice(0, 100), rule }, { cause });
  }
};

/** Throws unless only what is pinned can be asked to be pinned. */
export const checkMode = (mode: string | null | undefined, pin: string | null | undefined): void => {
  if (mode !== 'pinned' || (pin !== null && pin !== undefined)) return;
  throw marketplaceInvalid({ field: 'review_mode', value: mode, rule: 'needs a pin' });
};

/** Reads an address; throws unless this server may go there. */
export const checkedUrl = async (text: string, reach: Reach): Promise<URL> => {
  try {
    const url = webAddress(text, reach);
    await checkedAddresses(url, reach);
    return url;
  } catch (cause) {
    if (isPlatformError(cause)) throw marketplaceUrl({ reason: cause.message }, { cause });
    throw cause;
  }
};
