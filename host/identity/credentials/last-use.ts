import type { SystemStore } from '../../store/system-store.ts';
import { OnceAMinute } from '../once-a-minute.ts';
import { noteUse, type TokenKind, type TokenRow } from './repository.ts';

/** One use of a token. */
export interface Use {
  readonly kind: TokenKind;
  readonly id: string;
  readonly row: TokenRow;
  readonly email: string;
  readonly ip: string;
}

/** Notes when and from where tokens are used, beside the request: nobody waits for it, nobody fails over it. */
export class LastUse implements AsyncDisposable {
  readonly #store: SystemStore;
  readonly #now: () => number;
  readonly #due: OnceAMinute;
  readonly #writing = new Set<Promise<unknown>>();

  constructor({ store, now }: { store: SystemStore; now: () => number }) {
    this.#store = store;
    this.#now = now;
    this.#due = new OnceAMinute({ now });
  }

  /** At most one write a minute for a token at an address. */
  note(use: Use): void {
    if (isNoted(use, this.#now()) || !this.#due.take(`${use.id} ${use.ip}`)) return;
    const writing = this.#write(use).catch(() => undefined);
    this.#writing.add(writing);
    void writing.then(() => this.#writing.delete(writing));
  }

  /** Waits for what is being written. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#writing);
  }

  async #write({ kind, id, row, email, ip }: Use): Promise<void> {
    const used = { kind, id, ip, at: new Date(this.#now()) };
    if (row.usedIp === undefined || row.usedIp === ip) return this.#store.keep((tx) => noteUse(tx, used));
    const actor = { userId: row.userId, email, kind, tokenId: id };
    const intent = {
      action: 'token.first_use_new_ip',
      actor,
      resource: id,
      ip,
      params: { previous_ip: row.usedIp },
    };
    return this.#store.write(intent, (tx) => noteUse(tx, used));
  }
}

const isNoted = ({ row, ip }: Use, now: number): boolean =>
  row.usedAt !== undefined &&
  now - row.usedAt.getTime() < 60_000 &&
  (row.usedIp === undefined || row.usedIp === ip);
