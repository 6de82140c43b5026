import { systemIntent } from '../http/intent.ts';
import type { SystemStore } from '../store/system-store.ts';
import { noteChange } from './changes.ts';
import type { Item } from './item.ts';
import { allItems, updateItem } from './repository.ts';

/** How long what counts goes on to count. */
export interface ExpiryTerms {
  readonly store: Pick<SystemStore, 'read' | 'keep'>;
  /** Milliseconds UTC. */
  readonly now: () => number;
  /** Months without review; 0: for ever. */
  readonly reviewMonths: number;
}

/** Ends what is past its day, and what nobody has reviewed for too long; answers how many. */
export const expireItems = async ({ store, now, reviewMonths }: ExpiryTerms): Promise<number> => {
  const at = new Date(now());
  const reasonOf = reasonBy(at, reviewMonths);
  const isDue = (item: Item): boolean => reasonOf(item) !== undefined;
  // Most nights nothing is due, and nobody has to wait for that.
  if (!(await allItems(store.read)).some(isDue)) return 0;
  return store.keep(async (tx) => {
    const change = { tx, at, intent: systemIntent('corporate_memory.expire') };
    const due = (await allItems(tx)).filter(isDue);
    for (const item of due) {
      await updateItem(tx, { ...item, status: 'expired', updated_at: at });
      const params = { from: item.status, reason: reasonOf(item) };
      await noteChange(change, { verb: 'expire', id: item.id, params });
    }
    return due.length;
  });
};

type Reason = 'valid_until' | 'review_period';

const reasonBy = (at: Date, reviewMonths: number): ((item: Item) => Reason | undefined) => {
  const oldest = monthsBefore(at, reviewMonths).getTime();
  return ({ status, valid_until, updated_at }) => {
    if (status !== 'approved' && status !== 'mandatory') return undefined;
    if (valid_until !== null && valid_until.getTime() <= at.getTime()) return 'valid_until';
    return reviewMonths > 0 && updated_at.getTime() <= oldest ? 'review_period' : undefined;
  };
};

const monthsBefore = (at: Date, months: number): Date => {
  const before = new Date(at);
  const day = before.getUTCDate();
  before.setUTCMonth(before.getUTCMonth() - months);
  // The 31st of a month of 30 days is the day before the first of the next.
  if (before.getUTCDate() !== day) before.setUTCDate(0);
  return before;
};
