import type { Access } from '../access/access.ts';
import type { Principal } from '../http/principal.ts';
import { systemTimers, type Timers } from '../http/timers.ts';
import { accessWithdrawn } from './errors.ts';
import type { QueryAnswer } from './pool.ts';

/** What it takes to notice that somebody may read less than before. */
export type WithdrawalDeps = Pick<Access, 'grantedIds' | 'isAdmin' | 'onChange' | 'untilMembershipEnds'>;

/** One statement under watch, until it is disposed of. */
export interface Watched extends Disposable {
  /** Ends it: its caller went away, or a table it may have read was taken from them. */
  readonly signal: AbortSignal;
  /** Watches until the last byte of an answer was handed on instead; what is left of it when it is stopped is never sent. Throws when it was stopped already. */
  until(answer: Pick<QueryAnswer, 'body'>, tableIds?: readonly string[]): void;
}

/** What a timer of Node can wait for. */
const longestWaitMs = 2 ** 31 - 1;

interface Watching {
  readonly principal: Principal;
  had: ReadonlySet<string> | 'all';
  /** What it reads is known: nothing is added to `had` any more. */
  isKnown: boolean;
  readonly wasAdmin: boolean;
  readonly stop: AbortController;
  /** Calls off the look at the end of a membership. */
  callOff: (() => void) | undefined;
}

/**
 * Stops the statements of people from whom a table is taken while they are answered, before the change is acknowledged.
 *
 * Whatever the statement reads: until it has begun nobody knows, and the catalog it may ask holds every table of its caller.
 */
export class Withdrawals {
  readonly #access: WithdrawalDeps;
  readonly #timers: Timers;
  readonly #watching = new Set<Watching>();

  constructor(access: WithdrawalDeps, timers: Timers = systemTimers) {
    this.#access = access;
    this.#timers = timers;
    access.onChange(() => this.#look());
  }

  /** From before what a statement may see is computed. */
  watch(principal: Principal, caller: AbortSignal): Watched {
    const stop = new AbortController();
    const watching: Watching = {
      principal,
      had: this.#access.grantedIds(principal, 'table'),
      isKnown: false,
      wasAdmin: principal.isAdmin,
      stop,
      callOff: undefined,
    };
    this.#watching.add(watching);
    // Since it was said who asks some time may have passed.
    this.#check(watching);
    let isRead = true;
    const end = (): void => {
      if (!isRead) return;
      this.#watching.delete(watching);
      watching.callOff?.();
    };
    const follow: Watched['until'] = ({ body }, tableIds = []) => {
      stop.signal.throwIfAborted();
      const { had } = watching;
      // What it does not name it does not read, but where it names nothing it may look at the catalog.
      if (had !== 'all' && tableIds.length > 0) {
        watching.had = new Set(tableIds.filter((id) => had.has(id)));
        watching.isKnown = true;
      }
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
    for (const watching of this.#watching) this.#check(watching);
  }

  #check(watching: Watching): void {
    watching.callOff?.();
    watching.callOff = undefined;
    if (this.#hasLost(watching)) watching.stop.abort(accessWithdrawn({}));
    else this.#goOn(watching);
  }

  #goOn(watching: Watching): void {
    const { principal, had, isKnown } = watching;
    const has = this.#access.grantedIds(principal, 'table');
    // What is granted from now on it may read, too, and that can be taken again before it ends.
    if (!isKnown && had !== 'all' && has !== 'all') watching.had = new Set([...had, ...has]);
    // A membership that ends by itself is no change anybody is told of.
    const ms = this.#access.untilMembershipEnds(principal.userId);
    if (ms === undefined) return;
    watching.callOff = this.#timers.after(Math.min(ms, longestWaitMs), () => this.#check(watching));
  }

  #hasLost({ principal, had, wasAdmin }: Watching): boolean {
    if (wasAdmin && !this.#access.isAdmin(principal.userId)) return true;
    const has = this.#access.grantedIds(principal, 'table');
    return had !== 'all' && has !== 'all' && [...had].some((id) => !has.has(id));
  }
}
