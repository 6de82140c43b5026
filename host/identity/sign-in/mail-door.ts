import type { Outbox } from '../../store/outbox/outbox.ts';

/** Where mail leaves: it is queued in the transaction that causes it, and sent after. */
export type MailDoor = Pick<Outbox, 'queue' | 'queueDecoy' | 'wake'>;
