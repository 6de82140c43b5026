import type { Kysely } from 'kysely';
import { newId } from '../new-id.ts';
import type { Tables } from '../tables.ts';
import type { LinkSeal } from './link-seal.ts';
import { checkedMail, type Mail } from './mail.ts';
import { insertMail, type OutboxRow } from './outbox-repository.ts';

/** Mails that leave after the change that caused them: queued in its transaction, sent by the worker. */
export class Outbox {
  readonly #seal: LinkSeal;
  readonly #now: () => number;
  #onWake = () => {};

  constructor({ seal, now }: { readonly seal: LinkSeal; readonly now: () => number }) {
    this.#seal = seal;
    this.#now = now;
  }

  /** Queues a mail inside the transaction of the caller; resolves to its id. Call `wake` after the commit. */
  queue(tx: Kysely<Tables>, mail: Mail): Promise<string> {
    return this.#add(tx, checkedMail(mail), null);
  }

  /** Does for nobody what `queue` does for somebody, so that neither time nor work tells whether an address is known. */
  async queueDecoy(tx: Kysely<Tables>): Promise<void> {
    await this.#add(tx, checkedMail(decoy), new Date(this.#now()));
  }

  /** Has the worker look for mails. Nothing is waited for. */
  wake(): void {
    this.#onWake();
  }

  /** Says who sends the mails; there is one worker. */
  serve(onWake: () => void): void {
    this.#onWake = onWake;
  }

  /** The mail of a row, its link readable again. */
  mailOf(row: OutboxRow): Mail {
    const stored = storedOf(row);
    const link = stored.link && { ...stored.link, url: this.#seal.open(stored.link.url, row) };
    return { ...stored, recipient: row.recipient, ...(link && { link }) };
  }

  async #add(tx: Kysely<Tables>, mail: Mail, sent_at: Date | null): Promise<string> {
    const id = newId();
    const at = new Date(this.#now());
    const { recipient, link, ...words } = mail;
    const sealed = link && { ...link, url: this.#seal.seal(link.url, { id, recipient }) };
    await insertMail(tx, {
      id,
      channel: 'mail',
      recipient,
      template: 'message',
      payload: JSON.stringify({ ...words, ...(sealed && { link: sealed }) }),
      attempts: 0,
      next_attempt_at: at,
      sent_at,
      last_error: null,
      created_at: at,
    });
    return id;
  }
}

type Stored = Omit<Mail, 'recipient'>;

// Only `#add` writes it, and blanking keeps its form.
const storedOf = ({ payload }: Pick<OutboxRow, 'payload'>): Stored => JSON.parse(payload) as Stored;

/** The payload once the mail is sent or given up: its link is nobody's any more. */
export const blanked = (row: Pick<OutboxRow, 'payload'>): string => {
  const { link, ...words } = storedOf(row);
  return JSON.stringify({ ...words, ...(link && { link: { ...link, url: '' } }) });
};

/** As long as a mail with a sign-in link. The address is one that cannot exist. */
const decoy: Mail = {
  recipient: 'nobody@agnes.invalid',
  subject: 'Your link to sign in',
  heading: 'Your link to sign in',
  body: ['Somebody asked for a link to sign in with this address. It is good for one hour and works once.'],
  link: { label: 'Sign in', url: `https://agnes.invalid/auth/email/verify?token=${'0'.repeat(43)}` },
};
