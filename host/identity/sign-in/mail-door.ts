import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';

/** A message in plain words; the outbox frames it. */
export interface PersonalMail {
  /** The stored address, never one that was typed. */
  readonly recipient: string;
  readonly subject: string;
  readonly heading: string;
  /** One paragraph each. */
  readonly body: readonly string[];
  readonly link?: { readonly label: string; readonly url: string };
}

/** Where mail leaves: it is queued in the transaction that causes it and sent after. */
export interface MailDoor {
  queue(tx: Kysely<Tables>, mail: PersonalMail): Promise<unknown>;
  /** Does the work of `queue` for nobody. */
  queueDecoy(tx: Kysely<Tables>): Promise<unknown>;
  /** Sends what is due soon. */
  wake(): void;
}
