import type { LinkRequest } from '@agnes/sdk';
import type { Kysely } from 'kysely';
import type { Intent } from '../../http/intent.ts';
import { crashPoint } from '../../store/crash-point.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { digest } from '../credentials/access-token.ts';
import type { LinkBudget } from '../one-shot/link-budget.ts';
import { linkUrl } from '../one-shot/link-url.ts';
import type { OneShots } from '../one-shot/one-shots.ts';
import { voidOneShots } from '../one-shot/repository.ts';
import { emailKey } from '../users/email-key.ts';
import { findUser, findUserByEmail } from '../users/repository.ts';
import type { User } from '../users/user.ts';
import { writeAs } from '../write-as.ts';
import { purposeReserved } from './errors.ts';
import type { MailDoor } from './mail-door.ts';

interface LinkDeps {
  readonly store: SystemStore;
  readonly oneShots: OneShots;
  readonly mail: MailDoor;
  /** Public origin: links never follow a header of the request. */
  readonly origin: string;
  readonly linkBudget: Pick<LinkBudget, 'take'>;
}

/** Who asks for a link, and what the audit log will say. */
interface LinkAsker {
  readonly intent: Intent;
  readonly ip: string;
  readonly browser?: string;
}

type Issuing = LinkRequest & Pick<LinkAsker, 'browser'>;

/** What is kept beside a link. */
interface Payload {
  readonly browser?: string | undefined;
}

/** What somebody came back with. */
export interface LinkTaken {
  readonly user?: User;
  /** True when the link was good but its user is switched off. */
  readonly isInactive: boolean;
}

/** What host features use one-time tokens for; a plugin may not. */
const reserved = new Set([
  'setup_code',
  'desktop_link',
  'device_code',
  'user_code',
  'oauth_state',
  'ws_ticket',
  'break_glass',
]);

/** One-time links by mail. Whoever asks for one learns nothing about who exists, neither by words nor by time. */
export class Links {
  readonly #deps: LinkDeps;

  constructor(deps: LinkDeps) {
    this.#deps = deps;
  }

  /** Resolves to the address that was mailed, for development only. */
  async send(link: LinkRequest, asker: LinkAsker): Promise<string | undefined> {
    const { email, purpose } = link;
    const { intent, ip } = asker;
    if (reserved.has(purpose)) throw purposeReserved({ purpose });
    const key = emailKey(email);
    const mayMail = await this.#deps.linkBudget.take({ emailKey: key, ip });
    const action = purpose === 'password_reset' ? 'password.reset_requested' : 'link.requested';
    const params = { purpose, email: email.slice(0, 254) };
    const url = await writeAs(this.#deps.store, { intent, action, params }, async (tx) => {
      const found = await findUserByEmail(tx, email);
      const user = mayMail && found && isEntitled(found, link) ? found : undefined;
      return this.#issue(tx, { ...link, ...asker }, user);
    });
    this.#deps.mail.wake();
    return url;
  }

  /** Uses a link up. The address is part of the question. */
  async take(link: { email: string; token: string; purpose: string; ip: string }): Promise<LinkTaken> {
    if (reserved.has(link.purpose)) throw purposeReserved({ purpose: link.purpose });
    const { oneShots, store } = this.#deps;
    const known = await oneShots.peek(link);
    if (!known?.userId || known.emailKey !== emailKey(link.email)) return { isInactive: false };
    const user = await findUser(store.read, known.userId);
    if (!user?.active) return { isInactive: user !== undefined };
    const won = await oneShots.consume(link);
    crashPoint('sign_in.link_used');
    return won ? { user, isInactive: false } : { isInactive: false };
  }

  /** Looks at a link without using it up: for the page with the button. Nothing when it would not be taken. */
  async look(link: {
    email: string;
    token: string;
    purpose: string;
    browser?: string | undefined;
  }): Promise<{ readonly isOtherBrowser: boolean } | undefined> {
    const known = await this.#deps.oneShots.peek(link);
    if (!known?.userId || known.emailKey !== emailKey(link.email)) return undefined;
    // Written by `#issue` and by nothing else.
    const asked = (known.payload as Payload | undefined)?.browser;
    return { isOtherBrowser: asked === undefined || asked !== browserDigest(link.browser) };
  }

  /** Does the same for nobody as for somebody: the row and the mail are made either way, and cost the same. */
  async #issue(tx: Kysely<Tables>, link: Issuing, user: User | undefined): Promise<string | undefined> {
    const { oneShots, mail } = this.#deps;
    const { purpose, lifeSeconds, browser } = link;
    const owner = user ? { userId: user.id, emailKey: emailKey(user.email) } : {};
    if (!user) await voidOneShots(tx, { purpose, userId: 'nobody' });
    const payload: Payload = browser === undefined ? {} : { browser: browserDigest(browser) };
    const { token } = await oneShots.issue(tx, { purpose, lifeSeconds, payload, ...owner });
    if (!user) {
      await mail.queueDecoy(tx);
      return undefined;
    }
    const url = linkUrl(this.#deps.origin, { path: link.path, email: user.email, token });
    const { subject, heading, body, label } = link.mail;
    await mail.queue(tx, { recipient: user.email, subject, heading, body, link: { label, url } });
    return url;
  }
}

const browserDigest = (browser: string | undefined): string | undefined =>
  browser === undefined ? undefined : digest(browser);

const isEntitled = ({ active, isService, passwordHash }: User, { to }: LinkRequest): boolean =>
  active && !isService && (to === 'anybody' || passwordHash === undefined);
