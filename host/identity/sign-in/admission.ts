import type { Claim } from '@agnes/sdk';
import { isPlatformError } from '@agnes/sdk/errors';
import type { SystemStore } from '../../store/system-store.ts';
import type { Sessions } from '../credentials/sessions.ts';
import { accountDeactivated, userNotFound } from '../errors.ts';
import type { AccountRule, Claims } from '../users/claims.ts';
import { findUser, noteLogin } from '../users/repository.ts';
import type { User } from '../users/user.ts';
import { writeAs } from '../write-as.ts';
import type { Asker } from './attempt.ts';
import { claimReserved } from './errors.ts';
import { ownIssuer, type Proofs } from './proofs.ts';

/** Somebody who has just signed in. The token is known only here. */
export interface SignedIn {
  readonly user: User;
  readonly token: string;
}

/** A claim and how it was made. */
export interface Admitted {
  /** Id of the sign-in method. */
  readonly provider: string;
  readonly claim: Claim;
  readonly asker: Asker;
}

interface AdmissionDeps {
  readonly store: SystemStore;
  readonly sessions: Sessions;
  readonly claims: Claims;
  readonly proofs: Proofs;
  readonly now: () => number;
}

/** Decides who a claim is here and opens the session. The same for every method; no plugin takes part. */
export class Admission {
  readonly #deps: AdmissionDeps;

  constructor(deps: AdmissionDeps) {
    this.#deps = deps;
  }

  /** The active user behind a claim; `rule` says whether a stranger gets an account. */
  async userOf({ provider, claim }: Pick<Admitted, 'provider' | 'claim'>, rule?: AccountRule): Promise<User> {
    const { store, claims, proofs } = this.#deps;
    const proof = proofs.of(claim);
    if (!proof && claim.issuer === ownIssuer) throw claimReserved({ provider });
    if (!proof) return claims.userOf(provider, claim, rule);
    const user = await findUser(store.read, proof.userId);
    if (!user) throw userNotFound({});
    if (!user.active) throw accountDeactivated({});
    return user;
  }

  /** Opens a session, with its audit row in the same transaction. */
  open(user: User, { provider, claim, asker }: Admitted): Promise<SignedIn> {
    const { store, sessions, now } = this.#deps;
    const actor = { userId: user.id, email: user.email, kind: 'session' as const };
    const params = { ...asker.intent.params, provider };
    return writeAs(store, { intent: asker.intent, actor, resource: user.id, params }, async (tx) => {
      if (!(await findUser(tx, user.id))?.active) throw accountDeactivated({});
      await noteLogin(tx, { ...claim, provider }, new Date(now()));
      const { token } = await sessions.open(tx, user, asker);
      return { user, token };
    });
  }

  /** Throws on, after an audit row when it was a refusal and not a failure. */
  async refuse(
    cause: unknown,
    { provider, email, asker }: { provider: string; email?: string | undefined; asker: Asker },
  ): Promise<never> {
    if (isPlatformError(cause) && refusals.has(cause.kind)) {
      const params = { provider, email: email?.slice(0, 254), result: cause.code };
      const told = { ...asker.intent, action: 'login_failed', params };
      await this.#deps.store.write(told, async () => undefined);
    }
    throw cause;
  }
}

const refusals = new Set(['unauthenticated', 'forbidden', 'rate_limited']);
