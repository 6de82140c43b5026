import type { Updateable } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import { checkMode, type MarketplacePatch } from './draft.ts';
import { marketplaceMoved } from './errors.ts';
import type { MarketplaceRow } from './marketplace.ts';

/** Columns that a patch names, for the row as it is in this transaction; `url` is the address of the patch, checked. */
export const changedColumns = (
  now: MarketplaceRow,
  patch: MarketplacePatch,
  url: string | undefined,
): Updateable<Tables['marketplace_registry']> => {
  const { review_mode: mode = now.review_mode, pin = now.pin } = patch;
  checkMode(mode, pin);
  const isElsewhere = url !== undefined && url !== now.url;
  return {
    ...(patch.name !== undefined && { name: patch.name }),
    ...(patch.description !== undefined && { description: patch.description }),
    ...(patch.branch !== undefined && { branch: patch.branch }),
    ...(patch.review_mode !== undefined && { review_mode: patch.review_mode }),
    ...(url !== undefined && { url }),
    ...(patch.pin !== undefined && { pin }),
    // A pin that is set again is looked up again, although it is the same.
    ...((patch.pin !== undefined || isElsewhere) && { pin_commit: null }),
  };
};

/** True when the token goes: it is to, or it belongs to another host. */
export const losesToken = (
  row: Pick<MarketplaceRow, 'url'>,
  { token }: MarketplacePatch,
  url: string | undefined,
): boolean => token === '' || (url !== undefined && !isSamePlace(url, row.url));

/** Throws when somebody else moved it, or its token, after it was looked at: a token must not follow to another host. */
export const checkTokenPlace = (
  read: MarketplaceRow,
  now: MarketplaceRow,
  { patch: { token }, url }: { readonly patch: MarketplacePatch; readonly url: string | undefined },
): void => {
  const isAboutToken = url !== undefined || (token !== null && token !== undefined);
  const isSame = isSamePlace(read.url, now.url) && read.token_secret === now.token_secret;
  if (isAboutToken && !isSame) throw marketplaceMoved({ marketplace: read.id });
};

const isSamePlace = (one: string, other: string): boolean => new URL(one).origin === new URL(other).origin;
