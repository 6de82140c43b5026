import type { Claim } from '@agnes/sdk';
import type { User } from '../users/user.ts';

/** Issuer of the claims that the host makes itself; no plugin may use it. */
export const ownIssuer = 'agnes';

/** How somebody proved who they are to the host. */
export interface Proof {
  readonly userId: string;
  readonly by: 'password' | 'link';
}

/** Knows the claims that the host has made. A claim that only looks like one of them is not in here. */
export class Proofs {
  readonly #made = new WeakMap<Claim, Proof>();

  make({ id, email, name }: User, by: Proof['by']): Claim {
    const named = name === undefined ? {} : { name };
    const claim = Object.freeze({ issuer: ownIssuer, subject: id, email, emailVerified: true, ...named });
    this.#made.set(claim, { userId: id, by });
    return claim;
  }

  of(claim: Claim): Proof | undefined {
    return this.#made.get(claim);
  }
}
