import type { Access } from '../access/access.ts';
import type { Principal } from '../http/principal.ts';
import { accessWithdrawn } from './errors.ts';
import type { QueryAnswer } from './pool.ts';

/** What it takes to notice that somebody may read less than before. */
export type WithdrawalDeps = Pick<Access, 'grantedIds' | 'isAdmin' | 'onChange'>;

/** One statement under watch, until it is disposed of. */
export interface Watched extends Disposable {
  /** Ends it: its caller went away, or a table it may have read was taken from them. */
  readonly signal: AbortSignal;
  /** Watches until the last byte of an answer was handed on instead; what is left of it when it is stopped is never sent. Throws when it was stopped already. */
  until(answer: Pick<QueryAnswer, 'body'>, tableIds?: readonly string[]): void;
}

interface Watching {
  readonly principal: Principal;
  had: ReadonlySet<string> | 'all';
  readonly wasAdmin: boolean;
  readonly stop: AbortController;
}

/**
 * Stops the statements of people from whom a table is taken while they are answered, before the change is acknowledged.
 *
 * Whatever the statement reads: until it has begun nobody knows, and the catalog it may ask holds every table of its caller.
 */
export class Withdrawals {
  readonly #access: WithdrawalDeps;
  readonly #watching = new Set<Watching>();

  constructor(access: WithdrawalDeps) {
    this.#access = access;
    access.onChange(() => this.#look());
  }

  /** From before what a statement may see is computed. */
  watch(principal: Principal, caller: AbortSignal): Watched {
    const stop = new AbortController();
    const watching: Watching = {
      principal,
      had: this.#access.grantedIds(principal, 'table'),
      wasAdmin: principal.isAdmin,
      stop,
    };
    this.#watching.add(watching);
    // Since it was said who asks some time may have passed.
    if (this.#hasLost(watching)) stop.abort(accessWithdrawn({}));
    let isRead = true;
    const end = (): void => {
      if (isRead) this.#watching.delete(watching);
    };
    const follow: Watched['until'] = ({ body }, tableIds = []) => {
      stop.signal.throwIfAborted();
      const { had } = watching;
      // What it does not name it does not read, but where it names nothing it may look at the catalog.
      if (had !== 'all' && tableIds.length > 0) watching.had = new Set(tableIds.filter((id) => had.has(id)));
      if (Buffer.isBuffer(body) || body.closed) return;
      isRead = false;
      // What has been read ahead would still go out, however slow its reader is.
      stop.signal.addEventListener('abort', () => body.destroy(accessWithdrawn({})), { once: true });
      body.once('close', () => {
        isRead = true;
        end();
      });
    };
    return { signal: AbortSignal.any([caller, stop.signal]), until: follow, [Symbol.dispose]: end };
  }

  #look(): void {
    for (const watching of this.#watching)
      if (this.#hasLost(watching)) watching.stop.abort(accessWithdrawn({}));
  }

  #hasLost({ principal, had, wasAdmin }: Watching): boolean {
    if (wasAdmin && !this.#access.isAdmin(principal.userId)) return true;
    const has = this.#access.grantedIds(principal, 'table');
    return had !== 'all' && has !== 'all' && [...had].some((id) => !has.has(id));
  }
}
