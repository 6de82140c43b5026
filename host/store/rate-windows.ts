import type { RateStore, RateWindow } from '../http/rate-limit.ts';
import { forgetWindows, putWindows, windowsSince } from './rate-windows-repository.ts';
import type { SystemStore } from './system-store.ts';

const prefix = 'call ';

/** Keeps counted calls in the system database, for the process that comes after this one. */
export class RateWindows implements RateStore {
  readonly #store: SystemStore;

  constructor(store: SystemStore) {
    this.#store = store;
  }

  async load(since: Date): Promise<readonly RateWindow[]> {
    const rows = await windowsSince(this.#store.read, prefix, since);
    return rows.map(({ key, window_start: start, hits }) => ({ key: key.slice(prefix.length), start, hits }));
  }

  async save(windows: readonly RateWindow[], since: Date): Promise<void> {
    const rows = windows.map(({ key, start, hits }) => ({
      key: `${prefix}${key}`,
      window_start: start,
      hits,
      blocked_until: null,
    }));
    await this.#store.keep(async (tx) => {
      await forgetWindows(tx, { prefix, since });
      await putWindows(tx, rows);
    });
  }
}
