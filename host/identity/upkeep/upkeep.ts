import type { Kysely } from 'kysely';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { sweepClients } from '../applications/client-repository.ts';
import { sweepDesktopLinks } from '../desktop/repository.ts';
import { sweepWrongTries } from '../devices/repository.ts';
import { sweepOneShots } from '../one-shot/repository.ts';
import type { MailDoor } from '../sign-in/mail-door.ts';
import { type ExpiringToken, expiringTokens, markReminded, sweepSessions } from './repository.ts';

interface UpkeepDeps {
  readonly store: SystemStore;
  readonly mail: MailDoor;
  /** False while this instance has no way to send mail. */
  readonly canMail: () => boolean;
  /** Public origin. */
  readonly origin: string;
  readonly now: () => number;
}

const day = 24 * 60 * 60 * 1000;
/** How long before its end somebody is reminded of a token. */
const notice = 7 * day;
/** How long what has ended is kept. */
const retention = 30 * day;
const batch = 100;

/** What identity does by itself every hour. */
export class Upkeep {
  readonly #deps: UpkeepDeps;

  constructor(deps: UpkeepDeps) {
    this.#deps = deps;
  }

  /** Mails everybody whose token ends within a week, once for each token. Waits while no mail can leave. */
  async remindExpiring(): Promise<void> {
    const { store, mail, canMail } = this.#deps;
    if (!canMail()) return;
    const reminded = await store.keep((tx) => this.#remind(tx));
    if (reminded === 0) return;
    mail.wake();
    await this.remindExpiring();
  }

  /** Removes codes, links, sessions and devices that ended more than 30 days ago, and applications that nobody has used since. */
  async sweep(): Promise<void> {
    const before = new Date(this.#deps.now() - retention);
    await this.#deps.store.keep(async (tx) => {
      await sweepOneShots(tx, before);
      await sweepSessions(tx, before);
      await sweepDesktopLinks(tx, before);
      await sweepWrongTries(tx, before);
      await sweepClients(tx, before);
    });
  }

  /** A few at a time: nobody else writes meanwhile. Answers how many. */
  async #remind(tx: Kysely<Tables>): Promise<number> {
    const at = this.#deps.now();
    const until = new Date(at + notice);
    const due = await expiringTokens(tx, { now: new Date(at), until, limit: batch });
    if (due.length === 0) return 0;
    for (const token of due.filter(isLong)) await this.#deps.mail.queue(tx, this.#reminderOf(token));
    const ids = due.map(({ id }) => id);
    await markReminded(tx, ids, new Date(at));
    return due.length;
  }

  #reminderOf({ name, email, expiresAt }: ExpiringToken) {
    const subject = `Your access token "${name}" ends soon`;
    const on = expiresAt.toISOString().slice(0, 10);
    return {
      recipient: email,
      subject,
      heading: subject,
      body: [`It ends on ${on}. What uses it stops working then; make a new token before.`],
      link: { label: 'Your tokens', url: new URL('/tokens', this.#deps.origin).href },
    };
  }
}

/** Whoever made a token for a few days knows when it ends. */
const isLong = ({ createdAt, expiresAt }: ExpiringToken): boolean =>
  expiresAt.getTime() - createdAt.getTime() > notice;
