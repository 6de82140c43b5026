import type { Kysely } from 'kysely';
import type { Intent } from '../../http/intent.ts';
import type { Principal } from '../../http/principal.ts';
import { appendAudit } from '../../store/audit/append-audit.ts';
import { newId } from '../../store/new-id.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import type { Memberships } from '../memberships.ts';
import { type Page, type PageRequest, readPage } from '../page.ts';
import { writeAs } from '../write-as.ts';
import { type Account, type AccountView, viewOf } from './account.ts';
import {
  countAccounts,
  deactivateUser,
  deleteUser,
  findAccount,
  findAccounts,
} from './account-repository.ts';
import { editableUser } from './editable-user.ts';
import { checkEmail } from './email-key.ts';
import { endAccess } from './end-access.ts';
import { blankUserName, ownAccount, ssoManaged, userExists, userUnknown } from './errors.ts';
import { type LinkedAccount, linkedAccountsOf } from './linked-account-repository.ts';
import { activateUser, findUserByEmail, insertUser, renameUser } from './repository.ts';
import type { UserLink, UserLinks } from './user-links.ts';

interface UsersDeps {
  readonly store: SystemStore;
  readonly memberships: Memberships;
  /** Removes what somebody who was removed has on disk. */
  readonly forgetFiles?: ((userId: string) => Promise<void>) | undefined;
  readonly links: UserLinks;
  readonly now: () => number;
}

/** A new user as an administrator describes them. */
export interface UserDraft {
  readonly email: string;
  readonly name: string;
  readonly sendInvite: boolean;
}

/** What is to be different about a user. */
export interface UserChange {
  readonly name?: string | undefined;
  readonly active?: boolean | undefined;
}

/** The users of this instance, as administrators see and change them. */
export class Users {
  readonly #deps: UsersDeps;

  constructor(deps: UsersDeps) {
    this.#deps = deps;
  }

  /** Oldest first; with `q`, those that have it in their e-mail or name. */
  async list({ q, ...page }: PageRequest & { readonly q?: string | undefined }): Promise<Page<AccountView>> {
    const { store, memberships, now } = this.#deps;
    const found = await readPage(page, now(), (slice) => findAccounts(store.read, q, slice));
    return { ...found, rows: found.rows.map((account) => viewOf(account, memberships)) };
  }

  /** How many people there are, switched off or not. */
  count(): Promise<number> {
    return countAccounts(this.#deps.store.read);
  }

  async get(id: string): Promise<AccountView> {
    return viewOf(await this.#account(id), this.#deps.memberships);
  }

  /** Accounts of identity providers through which a user comes in, oldest first. */
  async linkedAccounts(id: string): Promise<readonly LinkedAccount[]> {
    await this.#account(id);
    return linkedAccountsOf(this.#deps.store.read, id);
  }

  /** Adds a user without any group; the invitation is a link to a first password. */
  async create(draft: UserDraft, intent: Intent): Promise<AccountView & { readonly invite?: UserLink }> {
    checkEmail(draft.email);
    const email = draft.email.trim();
    const name = checkedName(draft.name);
    const id = newId();
    const action = draft.sendInvite ? 'user.invite' : 'user.create';
    const invite = await writeAs(this.#deps.store, { intent, action, resource: id }, async (tx) => {
      if (await findUserByEmail(tx, email)) throw userExists({ email });
      const user = await insertUser(tx, { id, email, name, at: this.#at() });
      if (!draft.sendInvite) return undefined;
      const at = this.#deps.now();
      await appendAudit(tx, { ...intent, action: 'user.create', resource: id }, { started: at, at });
      return this.#deps.links.issue(tx, user, 'setup');
    });
    if (invite) this.#deps.links.sent(invite);
    return { ...(await this.get(id)), ...(invite && { invite }) };
  }

  /** Whoever is switched off is out at the next request. */
  async change(
    principal: Principal,
    { id, name, active }: UserChange & { readonly id: string },
    intent: Intent,
  ): Promise<AccountView> {
    const renamed = name === undefined ? undefined : checkedName(name);
    const at = this.#at();
    await this.#deps.store.write(intent, async (tx) => {
      const user = await editableUser(tx, id);
      if (renamed !== undefined) await renameUser(tx, { id, name: renamed, at });
      if (active === true && !user.active) await activateUser(tx, { id, at });
      if (active === false) await this.#deactivate(tx, id, principal);
    });
    await this.#deps.memberships.refresh();
    return this.get(id);
  }

  /** Removes a user and everything that is theirs, in one transaction. */
  async remove(principal: Principal, id: string, intent: Intent): Promise<void> {
    const { store, memberships } = this.#deps;
    await store.write(intent, async (tx) => {
      const { email } = await editableUser(tx, id);
      if (id === principal.userId) throw ownAccount({});
      if (memberships.isSsoManaged(id)) throw ssoManaged({ email });
      await memberships.forgetUser(tx, id);
      await deleteUser(tx, id);
      await memberships.checkAdminRemains(tx);
    });
    await memberships.refresh();
    await this.#deps.forgetFiles?.(id);
  }

  async #deactivate(tx: Kysely<Tables>, id: string, { userId: by }: Principal): Promise<void> {
    if (id === by) throw ownAccount({});
    const at = this.#at();
    await deactivateUser(tx, { id, by, at });
    await endAccess(tx, id, { by, at, reason: 'deactivated' });
    await this.#deps.memberships.checkAdminRemains(tx);
  }

  async #account(id: string): Promise<Account> {
    const account = await findAccount(this.#deps.store.read, id);
    if (!account) throw userUnknown({ id });
    return account;
  }

  #at(): Date {
    return new Date(this.#deps.now());
  }
}

const checkedName = (name: string): string => {
  const trimmed = name.trim();
  if (trimmed === '') throw blankUserName({});
  return trimmed;
};
