import type { Intent } from '../../http/intent.ts';
import type { Principal } from '../../http/principal.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { revokeSessions } from '../credentials/repository.ts';
import type { Memberships } from '../memberships.ts';
import { voidOneShots } from '../one-shot/repository.ts';
import type { AccountSlowdown } from '../passwords/account-slowdown.ts';
import { checkNewPassword, type Passwords } from '../passwords/passwords.ts';
import { editableUser } from './editable-user.ts';
import { emailKey } from './email-key.ts';
import { ssoManaged } from './errors.ts';
import { setPasswordHash } from './repository.ts';
import type { User } from './user.ts';
import type { UserLink, UserLinks } from './user-links.ts';

interface CredentialDeps {
  readonly store: SystemStore;
  readonly memberships: Pick<Memberships, 'isSsoManaged'>;
  readonly passwords: Passwords;
  readonly slowdown: Pick<AccountSlowdown, 'reset'>;
  readonly links: UserLinks;
  readonly now: () => number;
}

/** What administrators do about the password and the sessions of others. */
export class UserCredentials {
  readonly #deps: CredentialDeps;

  constructor(deps: CredentialDeps) {
    this.#deps = deps;
  }

  /** A link to a new password. Until it is used the old one stays. */
  async resetPassword(id: string, intent: Intent): Promise<UserLink> {
    const { store, links } = this.#deps;
    const link = await store.write(intent, async (tx) => {
      const user = await editableUser(tx, id);
      this.#checkOurs(user);
      return links.issue(tx, user, 'reset');
    });
    links.sent(link);
    return link;
  }

  /** The password counts from now on; sessions of the old one end and links to another stop working. */
  async setPassword(
    principal: Principal,
    { id, password }: { readonly id: string; readonly password: string },
    intent: Intent,
  ): Promise<void> {
    const { store, passwords, slowdown, now } = this.#deps;
    this.#checkOurs(await editableUser(store.read, id));
    checkNewPassword(password);
    const hash = await passwords.hash(password);
    const at = new Date(now());
    const { email } = await store.write(intent, async (tx) => {
      const user = await editableUser(tx, id);
      this.#checkOurs(user);
      await setPasswordHash(tx, { id, hash, at });
      await voidOneShots(tx, { purpose: 'password_reset', userId: id });
      await voidOneShots(tx, { purpose: 'password_setup', userId: id });
      await revokeSessions(tx, { userId: id }, { by: principal.userId, at, reason: 'password_changed' });
      return user;
    });
    await slowdown.reset(emailKey(email));
  }

  /** Ends every session of a user. */
  async endSessions(principal: Principal, id: string, intent: Intent): Promise<void> {
    const at = new Date(this.#deps.now());
    await this.#deps.store.write(intent, async (tx) => {
      await editableUser(tx, id);
      await revokeSessions(tx, { userId: id }, { by: principal.userId, at, reason: 'admin' });
    });
  }

  #checkOurs({ id, email }: User): void {
    if (this.#deps.memberships.isSsoManaged(id)) throw ssoManaged({ email });
  }
}
