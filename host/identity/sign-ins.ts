import { type AuthContext, type AuthProvider, type Claim, isPlatformError } from '@agnes/sdk';
import type { Intent } from '../http/intent.ts';
import { withDeadline } from '../kernel/deadline.ts';
import type { SystemStore } from '../store/system-store.ts';
import type { Origin, Sessions } from './credentials/sessions.ts';
import { accountDeactivated, invalidCredentials, providerFailed, providerUnavailable } from './errors.ts';
import type { Claims } from './users/claims.ts';
import { findUser, noteLogin } from './users/repository.ts';
import type { User } from './users/user.ts';
import { writeAs } from './write-as.ts';

/** What somebody typed into the form of a sign-in method. */
export interface SignInRequest extends Origin {
  /** Id of the sign-in method. */
  readonly provider: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Somebody who has just signed in. The token is known only here. */
export interface SignedIn {
  readonly user: User;
  readonly token: string;
}

interface SignInDeps {
  readonly store: SystemStore;
  readonly sessions: Sessions;
  readonly claims: Claims;
  readonly context: AuthContext;
  readonly authProvider: (id: string) => AuthProvider | undefined;
  readonly now: () => number;
}

const providerDeadline = 10_000;

/** Signs people in through the sign-in methods that plugins contribute. */
export class SignIns {
  readonly #deps: SignInDeps;

  constructor(deps: SignInDeps) {
    this.#deps = deps;
  }

  /** Opens a session for whoever the method proves. A refusal is audited as `login_failed`. */
  async signIn(request: SignInRequest, intent: Intent): Promise<SignedIn> {
    const claim = await this.#proven(request, intent);
    const user = await this.#deps.claims
      .userOf(request.provider, claim)
      .catch((cause) => this.#refuse(cause, { request, intent }));
    return this.#open({ user, claim, request }, intent);
  }

  async #proven(request: SignInRequest, intent: Intent): Promise<Claim> {
    const provider = this.#deps.authProvider(request.provider);
    if (!provider) throw providerUnavailable({ provider: request.provider });
    const claim = await this.#complete(provider, request);
    return claim ?? this.#refuse(invalidCredentials({}), { request, intent });
  }

  async #complete(provider: AuthProvider, { values }: SignInRequest): Promise<Claim | undefined> {
    const late = () => providerFailed({ provider: provider.id });
    try {
      const work = () => provider.complete(values, this.#deps.context);
      return await withDeadline(work, providerDeadline, late);
    } catch (cause) {
      // What the host itself says, such as `busy`, comes through the plugin unchanged.
      throw isPlatformError(cause) ? cause : providerFailed({ provider: provider.id }, { cause });
    }
  }

  async #open(
    { user, claim, request }: { user: User; claim: Claim; request: SignInRequest },
    intent: Intent,
  ): Promise<SignedIn> {
    const { store, sessions, now } = this.#deps;
    const actor = { userId: user.id, email: user.email, kind: 'session' as const };
    return writeAs(store, { intent, actor, resource: user.id }, async (tx) => {
      if (!(await findUser(tx, user.id))?.active) throw accountDeactivated({});
      await noteLogin(tx, { ...claim, provider: request.provider }, new Date(now()));
      const { token } = await sessions.open(tx, user, request);
      return { user, token };
    });
  }

  async #refuse(cause: unknown, at: { request: SignInRequest; intent: Intent }): Promise<never> {
    if (isPlatformError(cause) && cause.kind === 'unauthenticated') {
      const { provider, values } = at.request;
      const params = { provider, email: values['email']?.slice(0, 254), reason: cause.code };
      await this.#deps.store.write({ ...at.intent, action: 'login_failed', params }, async () => undefined);
    }
    throw cause;
  }
}
