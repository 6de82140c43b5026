import type { Claim } from '@agnes/sdk';
import { systemIntent } from '../../http/intent.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { accountDeactivated, emailNotVerified, identityConflict, userNotFound } from '../errors.ts';
import { OnceAMinute } from '../once-a-minute.ts';
import { isDomainAllowed } from '../sign-in/allowed-domain.ts';
import { domainNotAllowed } from '../sign-in/errors.ts';
import { checkEmail, emailKey, localPart } from './email-key.ts';
import {
  type ExternalAccount,
  findLinkedUser,
  findUserByEmail,
  hasAccountAt,
  insertUser,
  linkAccount,
} from './repository.ts';
import type { User } from './user.ts';

/** Whose people a provider may bring; with it, strangers get an account. */
export interface AccountRule {
  /** As `auth.allowed_domain`. */
  readonly allowedDomain: string;
}

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

  /**
   * The active user behind a claim. An account seen for the first time is linked by its verified address; under a rule,
   * somebody of an allowed domain whom nobody knows becomes a user, without any group.
   */
  async userOf(provider: string, claim: Claim, rule?: AccountRule): Promise<User> {
    const account = accountOf(provider, claim);
    const linked = await findLinkedUser(this.#store.read, account);
    if (rule && !claim.emailVerified) throw emailNotVerified({});
    const known = linked ?? (await findUserByEmail(this.#store.read, claim.email));
    if (rule) checkDomain(rule, claim.email, known !== undefined);
    const user = linked ?? (await this.#link(account, { claim, known, mayCreate: rule !== undefined }));
    if (!user.active) throw accountDeactivated({});
    return user;
  }

  async #link(account: ExternalAccount, { claim, known: user, mayCreate }: Unlinked): Promise<User> {
    if (!claim.emailVerified) throw emailNotVerified({});
    if (user?.isService || !(user || mayCreate)) throw userNotFound({});
    if (!user) return this.#create(account, claim);
    // A deactivated user shadows every alias: nothing is linked to one.
    if (!user.active) return user;
    if (await hasAccountAt(this.#store.read, user.id, account.issuer)) await this.#refuse(account, user);
    return this.#write(account, user);
  }

  async #create(account: ExternalAccount, { email, name }: Claim): Promise<User> {
    checkEmail(email);
    const at = new Date(this.#now());
    const intent = { ...systemIntent('user.create', emailKey(email)), params: { ...account } };
    return this.#store.write(intent, async (tx) => {
      // Two sign-ins at once: the second finds the user of the first.
      const there = (await findLinkedUser(tx, account)) ?? (await findUserByEmail(tx, email));
      if (there) return there;
      const user = await insertUser(tx, { email, name: name ?? localPart(email), at });
      await linkAccount(tx, { ...account, userId: user.id, email: user.email, at });
      return user;
    });
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

interface Unlinked {
  readonly claim: Claim;
  readonly known: User | undefined;
  readonly mayCreate: boolean;
}

const checkDomain = ({ allowedDomain }: AccountRule, email: string, isKnown: boolean): void => {
  if (isDomainAllowed(allowedDomain, email, isKnown)) return;
  throw domainNotAllowed({ domain: email.slice(email.lastIndexOf('@') + 1).slice(0, 253) });
};

const accountOf = (provider: string, { issuer, subject }: Claim): ExternalAccount => ({
  provider,
  issuer,
  subject,
});

const intentOf = (action: string, account: ExternalAccount, user: User) => ({
  ...systemIntent(action, user.id),
  params: { ...account },
});
