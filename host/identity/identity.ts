import type { Intent } from '../http/intent.ts';
import type { Principal } from '../http/principal.ts';
import type { HookCalls } from '../kernel/hooks.ts';
import { type Accounts, type AccountsDeps, openAccounts } from './accounts.ts';
import { LastUse } from './credentials/last-use.ts';
import { PersonalTokens } from './credentials/personal-tokens.ts';
import { type Presented, Resolver } from './credentials/resolver.ts';
import { Sessions } from './credentials/sessions.ts';
import { OneShots } from './one-shot/one-shots.ts';
import { AccountSlowdown } from './passwords/account-slowdown.ts';
import { Passwords } from './passwords/passwords.ts';
import { Bootstrap, type BootstrapRequest } from './setup/bootstrap.ts';
import { provision, type Seed } from './setup/provision.ts';
import type { SignedIn } from './sign-in/admission.ts';
import { type Doors, type DoorsDeps, openDoors } from './sign-in/doors.ts';
import { Claims } from './users/claims.ts';
import { type WhoAmI, whoAmI } from './who-am-i.ts';

interface IdentityDeps
  extends DoorsDeps,
    Pick<AccountsDeps, 'forgetFiles' | 'canMail' | 'desktopKey' | 'urlScheme'> {
  /** From `signingKey`. */
  readonly key: Uint8Array;
  /** The hook for credentials that are none of the host's own. */
  readonly resolveUser: HookCalls['resolveUser'];
  /** `SCHEDULER_API_TOKEN`. */
  readonly schedulerToken?: string | undefined;
  /** In development mode, who a request without credential comes from. */
  readonly devUserEmail?: string | undefined;
}

/** Who is asking: users, sessions, tokens and the doors through which people come in. */
export class Identity implements AsyncDisposable {
  readonly tokens: PersonalTokens;
  /** The ways in: forms, links and identity providers. */
  readonly doors: Doors;
  /** Users as administrators see them, and everybody's own sessions, tokens and devices. */
  readonly accounts: Accounts;
  readonly #deps: IdentityDeps & { readonly passwords: Passwords };
  readonly #lastUse: LastUse;
  readonly #resolver: Resolver;
  readonly #sessions: Sessions;
  readonly #bootstrap: Bootstrap;

  constructor(deps: IdentityDeps) {
    const passwords = new Passwords();
    const claims = new Claims(deps);
    const oneShots = new OneShots(deps);
    this.#deps = { ...deps, passwords };
    this.#lastUse = new LastUse(deps);
    this.#sessions = new Sessions(deps);
    this.tokens = new PersonalTokens(deps);
    this.#resolver = new Resolver({ ...deps, claims, lastUse: this.#lastUse });
    const slowdown = new AccountSlowdown(deps);
    const made = { ...this.#deps, sessions: this.#sessions, oneShots, claims, slowdown };
    this.doors = openDoors(made);
    this.#bootstrap = new Bootstrap(made);
    const resolve = (presented: Presented) => this.resolve(presented);
    this.accounts = openAccounts({ ...made, tokens: this.tokens, resolve });
  }

  /** Who presents this credential. Throws one of the 401 codes. */
  resolve(presented: Presented): Promise<Principal> {
    return this.#resolver.resolve(presented);
  }

  /** Whether somebody who was let in would be let in again. */
  stands(principal: Principal): Promise<boolean> {
    return this.#resolver.stands(principal);
  }

  /** A user who may sign in, as of this moment, for work that goes on without them. */
  principalOf(userId: string): Promise<Principal | undefined> {
    return this.#resolver.principalOf(userId);
  }

  /** Makes the first administrator, with the one-time setup code. */
  bootstrap(request: BootstrapRequest, intent: Intent): Promise<SignedIn> {
    return this.#bootstrap.bootstrap(request, intent);
  }

  /** A new setup code for the console, or nothing once an administrator exists. */
  issueSetupCode(): Promise<{ code: string; expiresAt: Date } | undefined> {
    return this.#bootstrap.issueSetupCode();
  }

  /** Makes what must be there at start; call it before anybody is let in. */
  provision(seed: Seed): Promise<{ passwordSet: boolean }> {
    return provision(this.#deps, seed);
  }

  /** Ends what was presented, or all sessions of the caller. */
  logout(principal: Principal, options: { all: boolean }, intent: Intent): Promise<void> {
    return this.#sessions.logout(principal, options, intent);
  }

  /** The caller with groups and expiry. */
  whoAmI(principal: Principal): Promise<WhoAmI> {
    return whoAmI(this.#deps, principal);
  }

  /** `admin` or `user`, for clients that show it; no right follows from it. */
  roleOf(userId: string): 'admin' | 'user' {
    return this.#deps.memberships.isAdmin(userId) ? 'admin' : 'user';
  }

  /** Waits for what is being noted beside requests; the store must still be open. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lastUse[Symbol.asyncDispose]();
  }
}
