import type { ServedPlugin } from '../../../marketplace/feed/feed-plugin.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { noteDeliveries } from './repository.ts';

interface DeliveriesDeps {
  readonly store: Pick<SystemStore, 'keep'>;
  readonly now: () => number;
  readonly log: (message: string, error: unknown) => void;
}

/** What reached whom, by which way. */
export interface Delivery {
  readonly principal: string;
  readonly channel: 'zip' | 'git';
  readonly plugins: readonly ServedPlugin[];
}

const againMs = 3_600_000;
const most = 50_000;

/** Notes what reached whom, beside the request: nobody waits for it, nobody fails over it. */
export class Deliveries implements AsyncDisposable {
  readonly #deps: DeliveriesDeps;
  /** When it was noted last, within the hour. */
  readonly #noted = new Map<string, number>();
  readonly #writing = new Set<Promise<unknown>>();

  constructor(deps: DeliveriesDeps) {
    this.#deps = deps;
  }

  /** At most one note an hour for one thing that reached somebody in one way. */
  note({ principal, channel, plugins }: Delivery): void {
    const now = this.#deps.now();
    const at = new Date(now);
    const due = plugins.filter((plugin) => this.#isDue(`${principal} ${channel} ${keyOf(plugin)}`, now));
    if (due.length === 0) return;
    const rows = due.map(({ marketplace, plugin, digest, version }) => ({
      ...{ principal, channel, plugin, version },
      marketplace_id: marketplace,
      content_digest: digest,
      first_at: at,
      last_at: at,
    }));
    const writing = this.#deps.store
      .keep((tx) => noteDeliveries(tx, rows))
      .catch((cause) => this.#deps.log('a delivery could not be noted', cause));
    this.#writing.add(writing);
    void writing.then(() => this.#writing.delete(writing));
  }

  /** Waits for what is being written. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#writing);
  }

  #isDue(key: string, now: number): boolean {
    if (now - (this.#noted.get(key) ?? Number.NEGATIVE_INFINITY) < againMs) return false;
    if (this.#noted.size >= most) this.#noted.clear();
    this.#noted.set(key, now);
    return true;
  }
}

const keyOf = ({ marketplace, plugin, digest }: ServedPlugin): string => `${marketplace}/${plugin} ${digest}`;
