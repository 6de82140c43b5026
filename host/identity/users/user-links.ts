import type { Kysely } from 'kysely';
import type { Tables } from '../../store/tables.ts';
import { linkUrl } from '../one-shot/link-url.ts';
import type { OneShots } from '../one-shot/one-shots.ts';
import type { MailDoor } from '../sign-in/mail-door.ts';
import { emailKey } from './email-key.ts';
import type { User } from './user.ts';

/** What the links of administrators need. */
export interface UserLinkDeps {
  readonly oneShots: OneShots;
  readonly mail: MailDoor;
  /** False while this instance has no way to send mail. */
  readonly canMail: () => boolean;
  /** Public origin: links never follow a header of the request. */
  readonly origin: string;
}

/** A link that has just been made; its token is known only here. */
export interface UserLink {
  readonly url: string;
  /** True when it also leaves by mail. */
  readonly isMailed: boolean;
}

const day = 24 * 60 * 60;

/** The links an administrator may have made for somebody. Their tokens are those of the password method. */
const kinds = {
  setup: {
    purpose: 'password_setup',
    lifeSeconds: 7 * day,
    path: '/auth/password/setup',
    subject: 'You have been invited',
    body: [
      'An administrator has made an account for you. Choose a password to start; the link works once, within 7 days.',
    ],
    label: 'Choose a password',
  },
  reset: {
    purpose: 'password_reset',
    lifeSeconds: day,
    path: '/auth/password/reset',
    subject: 'Choose a new password',
    body: [
      'An administrator has started a change of your password. The link works once, within 24 hours.',
      'Until you use it, the old password stays.',
    ],
    label: 'Choose a new password',
  },
} as const;

/** Makes the links that administrators hand to people: an invitation, or a way to a new password. */
export class UserLinks {
  readonly #deps: UserLinkDeps;

  constructor(deps: UserLinkDeps) {
    this.#deps = deps;
  }

  /** Takes the transaction of what the link is made for; older ones of its kind stop working. */
  async issue(tx: Kysely<Tables>, user: User, kind: keyof typeof kinds): Promise<UserLink> {
    const { purpose, lifeSeconds, path, subject, body, label } = kinds[kind];
    const { oneShots, mail, canMail, origin } = this.#deps;
    const owner = { userId: user.id, emailKey: emailKey(user.email) };
    const { token } = await oneShots.issue(tx, { purpose, lifeSeconds, ...owner });
    const url = linkUrl(origin, { path, email: user.email, token });
    const isMailed = canMail();
    if (isMailed) {
      await mail.queue(tx, { recipient: user.email, subject, heading: subject, body, link: { label, url } });
    }
    return { url, isMailed };
  }

  /** To be called once the transaction is through. */
  sent({ isMailed }: UserLink): void {
    if (isMailed) this.#deps.mail.wake();
  }
}
