import type { Principal } from '../../http/principal.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { OneShots } from '../one-shot/one-shots.ts';

const purpose = 'ws_ticket';
/** How long a ticket can be used. */
export const ticketSeconds = 30;

/** Whom a ticket lets in, and by which credential it was asked for. */
export interface TicketHolder {
  readonly userId: string;
  readonly kind: Principal['kind'];
  /** The row to watch: the connection ends with it. */
  readonly tokenId?: string;
}

/** Tickets with which a browser opens the notification channel: it cannot send its cookie there with authority. */
export class WsTickets {
  readonly #store: SystemStore;
  readonly #oneShots: OneShots;

  constructor({ store, oneShots }: { store: SystemStore; oneShots: OneShots }) {
    this.#store = store;
    this.#oneShots = oneShots;
  }

  /** Good once, for 30 seconds. */
  async issue({ userId, kind, tokenId }: Principal): Promise<string> {
    const payload = { kind, ...(tokenId !== undefined && { tokenId }) };
    const draft = { purpose, userId, lifeSeconds: ticketSeconds, payload };
    const { token } = await this.#store.keep((tx) => this.#oneShots.issue(tx, draft));
    return token;
  }

  /** Uses a ticket up. */
  async take(ticket: string, ip: string): Promise<TicketHolder | undefined> {
    const taken = await this.#oneShots.consume({ purpose, token: ticket, ip });
    if (taken?.userId === undefined) return undefined;
    // Written by `issue`, and by nobody else.
    return { userId: taken.userId, ...(taken.payload as Omit<TicketHolder, 'userId'>) };
  }
}
