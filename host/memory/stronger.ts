import type { Item, Status } from './item.ts';

const ranks: Readonly<Record<Status, number>> = {
  mandatory: 0,
  approved: 1,
  pending: 2,
  expired: 3,
  revoked: 4,
  rejected: 5,
};

/** Of two items the one that stays when one has to go: the one that counts more, else the older. */
export const strongerFirst = (a: Item, b: Item): readonly [stays: Item, goes: Item] => {
  const byRank = ranks[a.status] - ranks[b.status];
  const isFirst = byRank < 0 || (byRank === 0 && a.created_at.getTime() <= b.created_at.getTime());
  return isFirst ? [a, b] : [b, a];
};
