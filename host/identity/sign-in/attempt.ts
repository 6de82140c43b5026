import type { Claim, FormAttempt } from '@agnes/sdk';
import type { Intent } from '../../http/intent.ts';
import type { SystemStore } from '../../store/system-store.ts';
import { revokeSessions } from '../credentials/repository.ts';
import type { Origin } from '../credentials/sessions.ts';
import type { AccountSlowdown } from '../passwords/account-slowdown.ts';
import type { PasswordProof } from '../passwords/password-proof.ts';
import { checkNewPassword, type Passwords } from '../passwords/passwords.ts';
import { emailKey } from '../users/email-key.ts';
import { renameUser, setPasswordHash } from '../users/repository.ts';
import { passwordNotTaken } from './errors.ts';
import type { Links } from './links.ts';
import type { Proofs } from './proofs.ts';

export interface AttemptDeps {
  readonly store: SystemStore;
  readonly passwords: Passwords;
  readonly passwordProof: PasswordProof;
  readonly mailedLinks: Links;
  readonly slowdown: Pick<AccountSlowdown, 'reset'>;
  readonly proofs: Proofs;
  readonly now: () => number;
}

/** One try of somebody to get in: who is at the other end, and what the audit log will say. */
export interface Asker extends Origin {
  readonly intent: Intent;
  /** What tells this browser from others, where it has kept something. */
  readonly browser?: string;
}

/** What a form of a plugin gets, and what the host learns while the plugin works with it. */
export class Attempt implements FormAttempt {
  readonly values: FormAttempt['values'];
  readonly passwords: FormAttempt['passwords'];
  readonly links: FormAttempt['links'];
  readonly #deps: AttemptDeps;
  readonly #asker: Asker;
  /** The last link that was mailed; for development. */
  sentLink: string | undefined;
  /** True when a good link of somebody who is switched off was presented. */
  sawInactive = false;

  constructor(deps: AttemptDeps, asker: Asker, values: FormAttempt['values']) {
    this.#deps = deps;
    this.#asker = asker;
    this.values = values;
    this.passwords = {
      verify: (email, password) => deps.passwordProof(email, password, asker.ip),
      check: checkNewPassword,
      set: (claim, chosen) => this.#setPassword(claim, chosen),
    };
    this.links = {
      send: async (link) => {
        this.sentLink = await deps.mailedLinks.send(link, asker);
      },
      take: (link) => this.#take(link),
    };
  }

  async #take(link: { email: string; token: string; purpose: string }): Promise<Claim | undefined> {
    const { user, isInactive } = await this.#deps.mailedLinks.take({ ...link, ip: this.#asker.ip });
    this.sawInactive ||= isInactive;
    if (user) await this.#deps.slowdown.reset(emailKey(user.email));
    return user && this.#deps.proofs.make(user, 'link');
  }

  /** Whoever held a link to the mailbox may choose; every session that was open before ends. */
  async #setPassword(claim: Claim, { password, name }: { password: string; name?: string }): Promise<void> {
    const { store, passwords, proofs, now } = this.#deps;
    const proof = proofs.of(claim);
    if (proof?.by !== 'link') throw passwordNotTaken({});
    checkNewPassword(password);
    const hash = await passwords.hash(password);
    const at = new Date(now());
    const actor = { userId: proof.userId, email: claim.email, kind: 'session' as const };
    const told = { ...this.#asker.intent, action: 'password.changed', actor, resource: proof.userId };
    await store.write(told, async (tx) => {
      await setPasswordHash(tx, { id: proof.userId, hash, at });
      if (name?.trim()) await renameUser(tx, { id: proof.userId, name: name.trim(), at });
      const ended = { by: proof.userId, at, reason: 'password_changed' };
      await revokeSessions(tx, { userId: proof.userId }, ended);
    });
  }
}
