import { AsyncLocalStorage } from 'node:async_hooks';
import { nestedTransaction, transactionTooLong } from './errors.ts';

/** Keeps one transaction from stopping all others: by waiting for itself, or by never ending. */
export class TransactionGuard {
  readonly #inside = new AsyncLocalStorage<{ open: boolean }>();

  /** Throws when the caller is part of a transaction: its new one would wait for that one to end. */
  checkOutside(): void {
    if (this.#inside.getStore()?.open) throw nestedTransaction({});
  }

  /** Runs the inside of a transaction; gives up on it when it takes longer than any honest one. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const scope = { open: true };
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(transactionTooLong({ seconds: longest / 1_000 })), longest);
    try {
      return await Promise.race([this.#inside.run(scope, work), late]);
    } finally {
      clearTimeout(timer);
      scope.open = false;
    }
  }
}

/** Milliseconds. Nothing inside a transaction waits for anything but the database. */
const longest = 30_000;
