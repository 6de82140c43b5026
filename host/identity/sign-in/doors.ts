import type { Secret, SignInMethod } from '@agnes/sdk';
import type { RequestAgents } from '../../kernel/checked-agents.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Sessions } from '../credentials/sessions.ts';
import type { Memberships } from '../memberships.ts';
import { LinkBudget } from '../one-shot/link-budget.ts';
import type { OneShots } from '../one-shot/one-shots.ts';
import type { AccountSlowdown } from '../passwords/account-slowdown.ts';
import { passwordProof } from '../passwords/password-proof.ts';
import type { Passwords } from '../passwords/passwords.ts';
import type { Claims } from '../users/claims.ts';
import { Admission } from './admission.ts';
import { BreakGlassDoor } from './break-glass-door.ts';
import { IdTokens, type ReadJson } from './id-token.ts';
import { Links } from './links.ts';
import type { MailDoor } from './mail-door.ts';
import { type MethodChoice, SignInMethods } from './methods.ts';
import { Proofs } from './proofs.ts';
import { type GroupGate, Redirects } from './redirects.ts';
import { SignIns } from './sign-ins.ts';

/** What the ways in need from outside of identity. */
export interface DoorsDeps {
  readonly store: SystemStore;
  readonly memberships: Memberships;
  /** Milliseconds UTC. */
  readonly now: () => number;
  /** Sign-in methods as plugins contribute them. */
  readonly loadedMethods: () => readonly SignInMethod[];
  readonly choice: MethodChoice;
  readonly mail: MailDoor;
  readonly groups: GroupGate;
  readonly agents: RequestAgents;
  readonly readJson: ReadJson;
  readonly secret: (name: string) => Secret | undefined;
  /** Signs the cookie of a handshake. */
  readonly preLoginKey: Uint8Array;
  /** Public origin. */
  readonly origin: string;
  /** `auth.allowed_domain`. */
  readonly allowedDomain: string;
  /** Shows links that were mailed to whoever asked for them. */
  readonly isDevelopment: boolean;
}

interface Made extends DoorsDeps {
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly claims: Claims;
  readonly oneShots: OneShots;
  readonly slowdown: AccountSlowdown;
}

/** Every way in. */
export interface Doors {
  readonly methods: SignInMethods;
  readonly signIns: SignIns;
  readonly redirects: Redirects;
  readonly links: Links;
  readonly breakGlass: BreakGlassDoor;
}

/** Puts the ways in together. */
export const openDoors = (made: Made): Doors => {
  const proofs = new Proofs();
  const methods = new SignInMethods(made.loadedMethods, made.choice);
  const links = new Links({ ...made, linkBudget: new LinkBudget(made) });
  const admission = new Admission({ ...made, proofs });
  const proof = passwordProof({ ...made, proofs });
  const idTokens = new IdTokens(made);
  return {
    methods,
    links,
    breakGlass: new BreakGlassDoor({ ...made, proofs, admission }),
    signIns: new SignIns({
      ...made,
      methods,
      admission,
      proofs,
      passwordProof: proof,
      mailedLinks: links,
    }),
    redirects: new Redirects({ ...made, methods, admission, idTokens }),
  };
};
