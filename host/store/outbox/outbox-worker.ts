import { isPlatformError } from '@agnes/sdk/errors';
import type { Timers } from '../../http/timers.ts';
import type { Conditions } from '../conditions.ts';
import type { SystemStore } from '../system-store.ts';
import { backOff } from './back-off.ts';
import type { Mail } from './mail.ts';
import { MailTrouble } from './mail-trouble.ts';
import { blanked, type Outbox } from './outbox.ts';
import {
  changeMail,
  dueMail,
  never,
  nextMailAt,
  type OutboxRow,
  removeOldMails,
} from './outbox-repository.ts';
import type { RenderedMail } from './render-mail.ts';
import type { Smtp } from './smtp.ts';

/** What sending needs from outside. `random` is uniform in 0..1. */
export interface OutboxWorkerDeps {
  readonly store: SystemStore;
  readonly outbox: Outbox;
  readonly smtp: Pick<Smtp, 'send'>;
  readonly render: (mail: Mail) => RenderedMail;
  readonly conditions: Conditions;
  readonly now: () => number;
  readonly random: () => number;
  readonly timers: Timers;
  readonly log: (message: string, error: unknown) => void;
}

const hour = 3_600_000;
const day = 24 * hour;
const keptFor = 30 * day;
const retryAfter = 5_000;

/**
 * Sends what waits in the outbox, one mail after the other.
 *
 * A mail is marked after the server has taken it: a crash between the two sends it once more, and never loses it.
 */
export class OutboxWorker implements AsyncDisposable {
  readonly #deps: OutboxWorkerDeps;
  readonly #trouble: MailTrouble;
  readonly #closing = new AbortController();
  /** Taken by the server and not yet marked: when marking fails, sending again would not help. */
  readonly #taken = new Set<string>();
  #working: Promise<void> | undefined;
  #again = false;
  #cleanedAt = Number.NEGATIVE_INFINITY;
  #callOff = () => {};

  constructor(deps: OutboxWorkerDeps) {
    this.#deps = deps;
    this.#trouble = new MailTrouble(deps.conditions);
  }

  /** Takes up what an earlier process left, then whatever is due. */
  start(): void {
    this.#deps.outbox.serve(() => this.#wake());
    this.#wake();
  }

  /** What is being sent is given up and sent again by the next process. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#deps.outbox.serve(() => {});
    this.#callOff();
    await this.#working;
  }

  #wake(): void {
    this.#callOff();
    this.#again = true;
    this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    while (this.#again && !this.#closing.signal.aborted) {
      this.#again = false;
      await this.#pass().catch((error) => {
        this.#deps.log('the outbox cannot be read; trying again in 5 s', error);
        this.#sleep(retryAfter);
      });
    }
    this.#working = undefined;
  }

  async #pass(): Promise<void> {
    const { store, now } = this.#deps;
    await this.#clean();
    const next = () => dueMail(store.read, new Date(now()));
    for (let row = await next(); row && !this.#closing.signal.aborted; row = await next()) {
      await this.#deliver(row);
    }
    const due = await nextMailAt(store.read);
    this.#sleep(due ? due.getTime() - now() : hour);
  }

  #sleep(ms: number): void {
    this.#callOff();
    if (this.#closing.signal.aborted) return;
    this.#callOff = this.#deps.timers.after(Math.max(0, Math.min(hour, ms)), () => this.#wake());
  }

  async #deliver(row: OutboxRow): Promise<void> {
    try {
      if (!this.#taken.has(row.id)) await this.#send(row);
    } catch (error) {
      if (!this.#closing.signal.aborted) await this.#failed(row, error);
      return;
    }
    this.#taken.add(row.id);
    await this.#change(row, { sent_at: new Date(this.#deps.now()), payload: blanked(row), last_error: null });
    this.#taken.delete(row.id);
    await this.#trouble.sent(row);
  }

  async #send(row: OutboxRow): Promise<void> {
    const { outbox, smtp, render } = this.#deps;
    const { id, recipient } = row;
    await smtp.send({ id, recipient, ...render(outbox.mailOf(row)) }, this.#closing.signal);
  }

  async #failed(row: OutboxRow, error: unknown): Promise<void> {
    const { now, random } = this.#deps;
    const last_error = isPlatformError(error) ? error.message : 'The mail could not be made.';
    const end = row.created_at.getTime() + day;
    const isOver = now() >= end || (isPlatformError(error) && error.code === 'link_unreadable');
    const next_attempt_at = new Date(Math.min(now() + backOff(row.attempts + 1, random()), end));
    await this.#change(
      row,
      isOver
        ? { next_attempt_at: never, payload: blanked(row), last_error }
        : { next_attempt_at, last_error },
    );
    await this.#trouble.failed(row, { error, isOver });
    if (!isPlatformError(error)) this.#deps.log('a mail could not be made', error);
  }

  #change(row: OutboxRow, changes: Parameters<typeof changeMail>[2]): Promise<void> {
    const attempts = row.attempts + 1;
    return this.#deps.store.keep((tx) => changeMail(tx, row.id, { ...changes, attempts }));
  }

  async #clean(): Promise<void> {
    const { store, now } = this.#deps;
    if (now() - this.#cleanedAt < hour) return;
    const before = new Date(now() - keptFor);
    await store.keep((tx) => removeOldMails(tx, before));
    await this.#trouble.forget(before);
    this.#cleanedAt = now();
  }
}
