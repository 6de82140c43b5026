import type { Kysely } from 'kysely';
import type { Intent } from '../../http/intent.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { reservedEmail } from '../errors.ts';
import type { Memberships } from '../memberships.ts';
import type { OneShots } from '../one-shot/one-shots.ts';
import { emailKey } from '../users/email-key.ts';
import { activateUser, emailsOfPeople, findUserByEmail } from '../users/repository.ts';
import { similarEmails } from '../users/similar-emails.ts';
import type { User } from '../users/user.ts';
import { blankReason, userUnknown } from './errors.ts';

/** Who is to become an administrator, why, and who at the host's machine wants it. */
export interface BreakGlassRequest {
  readonly email: string;
  readonly reason: string;
  /** Name of the operating system's user. */
  readonly osUser: string;
}

/** An administrator for a while, and the address that signs them in once. */
export interface BreakGlassGrant {
  readonly userId: string;
  readonly email: string;
  readonly reactivated: boolean;
  readonly endsAt: Date;
  readonly link: string;
  readonly linkEndsAt: Date;
}

interface BreakGlassDeps {
  readonly store: SystemStore;
  readonly memberships: Memberships;
  readonly oneShots: OneShots;
  /** Public origin. */
  readonly origin: string;
  readonly now: () => number;
}

/** What the one-time links of break-glass are for; no plugin can use them. */
export const breakGlassPurpose = 'break_glass';
/** Page that a link leads to. */
export const breakGlassPath = '/auth/break-glass';

const hour = 60 * 60;

/** The way back in for whoever has the host's files: it needs no plugin, no mail and no administrator. */
export class BreakGlassGrants {
  readonly #deps: BreakGlassDeps;

  constructor(deps: BreakGlassDeps) {
    this.#deps = deps;
  }

  /** Makes somebody an administrator until tomorrow. Rights, link and audit row are one transaction. */
  async grantAdmin({ email, reason, osUser }: BreakGlassRequest): Promise<BreakGlassGrant> {
    if (reason.trim() === '') throw blankReason({});
    const { store, memberships } = this.#deps;
    const known = await this.#userOf(store.read, email);
    const intent: Intent = {
      action: 'break_glass.grant_admin',
      actor: { kind: 'cli' },
      resource: known.id,
      params: { email: known.email, reason: reason.trim(), os_user: osUser, reactivated: !known.active },
    };
    const grant = await store.write(intent, (tx) => this.#grant(tx, email));
    await memberships.refresh();
    return grant;
  }

  async #grant(tx: Kysely<Tables>, wanted: string): Promise<BreakGlassGrant> {
    const { memberships, oneShots, now } = this.#deps;
    const { id: userId, email, active } = await this.#userOf(tx, wanted);
    const at = new Date(now());
    const endsAt = new Date(at.getTime() + 24 * hour * 1000);
    if (!active) await activateUser(tx, { id: userId, at });
    await memberships.addBreakGlass(tx, { userId, expiresAt: endsAt });
    const draft = { purpose: breakGlassPurpose, lifeSeconds: hour, userId, emailKey: emailKey(email) };
    const { token, expiresAt: linkEndsAt } = await oneShots.issue(tx, draft);
    return { userId, email, reactivated: !active, endsAt, link: this.#linkOf(email, token), linkEndsAt };
  }

  async #userOf(db: Kysely<Tables>, email: string): Promise<User> {
    const user = await findUserByEmail(db, email);
    if (!user) throw userUnknown({ email, similar: similarEmails(email, await emailsOfPeople(db)) });
    if (user.isService) throw reservedEmail({ email });
    return user;
  }

  #linkOf(email: string, token: string): string {
    const url = new URL(breakGlassPath, this.#deps.origin);
    url.searchParams.set('email', email);
    url.searchParams.set('token', token);
    return url.href;
  }
}
