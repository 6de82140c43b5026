import { addressBlock } from '../../http/client-address.ts';
import { findWindow, forgetWindows, putWindows, type RateRow } from '../../store/rate-windows-repository.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { digest } from '../credentials/access-token.ts';

/** Somebody who wants a link sent to an address that may or may not be known. */
export interface LinkRequest {
  /** From `emailKey`. */
  readonly emailKey: string;
  readonly ip: string;
}

interface Limit {
  readonly key: string;
  readonly most: number;
  readonly lastsMs: number;
}

const prefix = 'link:';
const minute = 60_000;
const hour = 60 * minute;

/** Keeps mailboxes from being flooded: 3 links to one address in 15 minutes, 10 for one caller and 100 in all in an hour. */
export class LinkBudget {
  readonly #store: SystemStore;
  readonly #now: () => number;

  constructor({ store, now }: { store: SystemStore; now: () => number }) {
    this.#store = store;
    this.#now = now;
  }

  /** True when one more may be sent. The caller answers the same in both cases; a refused one uses nothing up. */
  take(request: LinkRequest): Promise<boolean> {
    const now = this.#now();
    return this.#store.keep(async (tx) => {
      await forgetWindows(tx, { prefix, since: new Date(now - hour) });
      const windows: RateRow[] = [];
      for (const limit of limitsFor(request)) {
        const row = openWindow(await findWindow(tx, limit.key), limit, now);
        if (row.hits >= limit.most) return false;
        windows.push({ ...row, hits: row.hits + 1 });
      }
      await putWindows(tx, windows);
      return true;
    });
  }
}

const limitsFor = ({ emailKey, ip }: LinkRequest): readonly Limit[] => [
  { key: `${prefix}mail ${digest(emailKey)}`, most: 3, lastsMs: 15 * minute },
  { key: `${prefix}ip ${addressBlock(ip)}`, most: 10, lastsMs: hour },
  { key: `${prefix}all`, most: 100, lastsMs: hour },
];

const openWindow = (row: RateRow | undefined, { key, lastsMs }: Limit, now: number): RateRow =>
  row && now - row.window_start.getTime() < lastsMs
    ? row
    : { key, window_start: new Date(now), hits: 0, blocked_until: null };
