import type { Mirror } from '../../../marketplace/mirror/mirror.ts';
import { pinMoved } from './errors.ts';
import type { MarketplaceRow } from './marketplace.ts';

/** The commit that a marketplace is to be read at, kept in its mirror. A pin is that commit and no other. */
export const commitWanted = async (
  mirror: Mirror,
  { pin, pin_commit, branch }: Pick<MarketplaceRow, 'pin' | 'pin_commit' | 'branch'>,
  signal: AbortSignal,
): Promise<string> => {
  const commit =
    pin === null ? await mirror.commitOf(branch ?? undefined, signal) : await pinned(mirror, pin, signal);
  if (pin !== null && pin_commit !== null && commit !== pin_commit)
    throw pinMoved({ pin, was: pin_commit, now: commit });
  await mirror.keep(commit, signal);
  return commit;
};

const pinned = async (mirror: Mirror, pin: string, signal: AbortSignal): Promise<string> =>
  isCommit(pin) ? pin : await mirror.commitOfTag(pin, signal);

/** True for a whole commit id; what is none is a tag. */
export const isCommit = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);
