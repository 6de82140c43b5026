import type { Claim } from '@agnes/sdk';
import { systemIntent } from '../../http/intent.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { accountDeactivated, emailNotVerified, identityConflict, userNotFound } from '../errors.ts';
import { OnceAMinute } from '../once-a-minute.ts';
import {
  type ExternalAccount,
  findLinkedUser,
  findUserByEmail,
  hasAccountAt,
  linkAccount,
} from './repository.ts';
import type { User } from './user.ts';

/** Turns what a provider claims into a user. The provider says who is asking; only the host says who that is here. */
export class Claims {
  readonly #store: SystemStore;
  readonly #now: () => number;
  readonly #conflicts: OnceAMinute;

  constructor({ store, now }: { store: SystemStore; now: () => number }) {
    this.#store = store;
    this.#now = now;
    this.#conflicts = new OnceAMinute({ now });
  }

  /** The active user behind a claim. An account seen for the first time is linked by its verified address. */
  async userOf(provider: string, claim: Claim): Promise<User> {
    const account = accountOf(provider, claim);
    const user = (await findLinkedUser(this.#store.read, account)) ?? (await this.#link(account, claim));
    if (!user.active) throw accountDeactivated({});
    return user;
  }

  async #link(account: ExternalAccount, claim: Claim): Promise<User> {
    if (!claim.emailVerified) throw emailNotVerified({});
    const user = await findUserByEmail(this.#store.read, claim.email);
    if (!user || user.isService) throw userNotFound({});
    // A deactivated user shadows every alias: nothing is linked to one.
    if (!user.active) return user;
    if (await hasAccountAt(this.#store.read, user.id, account.issuer)) await this.#refuse(account, user);
    return this.#write(account, user);
  }

  async #write(account: ExternalAccount, user: User): Promise<User> {
    const link = { ...account, userId: user.id, email: user.email, at: new Date(this.#now()) };
    return this.#store.write(intentOf('identity_linked', account, user), async (tx) => {
      const linked = await findLinkedUser(tx, account);
      if (linked) return linked;
      if (await hasAccountAt(tx, user.id, account.issuer)) throw identityConflict({});
      await linkAccount(tx, link);
      return user;
    });
  }

  async #refuse(account: ExternalAccount, user: User): Promise<never> {
    const key = JSON.stringify(account);
    if (this.#conflicts.take(key)) {
      await this.#store.write(intentOf('identity_conflict', account, user), async () => undefined);
    }
    throw identityConflict({});
  }
}

const accountOf = (provider: string, { issuer, subject }: Claim): ExternalAccount => ({
  provider,
  issuer,
  subject,
});

const intentOf = (action: string, account: ExternalAccount, user: User) => ({
  ...systemIntent(action, user.id),
  params: { ...account },
});
