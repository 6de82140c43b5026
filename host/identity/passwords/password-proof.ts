import type { Claim } from '@agnes/sdk';
import type { SystemStore } from '../../store/system-store.ts';
import { hasSignedInFrom } from '../credentials/repository.ts';
import type { Proofs } from '../sign-in/proofs.ts';
import { emailKey } from '../users/email-key.ts';
import { findUserByEmail, replaceHash } from '../users/repository.ts';
import type { User } from '../users/user.ts';
import { isWeakHash, type Passwords } from './passwords.ts';

/** Makes guessing slower for one account, whether it exists or not. */
export interface Slowdown {
  /** Throws while this account has to wait. */
  check(of: {
    readonly emailKey: string;
    readonly ip: string;
    readonly isKnownAddress: boolean;
  }): Promise<void>;
  failed(emailKey: string): Promise<void>;
  succeeded(emailKey: string): Promise<void>;
  /** Forgets every failure: somebody has proved that the mailbox is theirs. */
  reset(emailKey: string): Promise<void>;
}

interface ProofDeps {
  readonly store: SystemStore;
  readonly passwords: Passwords;
  readonly slowdown: Slowdown;
  readonly proofs: Proofs;
}

/** The claim of the user with this e-mail and password, or nothing. `ip` is where it was typed. */
export type PasswordProof = (email: string, password: string, ip: string) => Promise<Claim | undefined>;

/**
 * What stands between a sign-in plugin and the hashes. Guessing is slowed down for every account alike, existing or
 * not; somebody at an address from which this account has signed in before is not made to wait for others' guesses.
 */
export const passwordProof =
  ({ store, passwords, slowdown, proofs }: ProofDeps): PasswordProof =>
  async (email, password, ip) => {
    const user = await findUserByEmail(store.read, email);
    const key = emailKey(email);
    const isKnownAddress = user !== undefined && (await hasSignedInFrom(store.read, user.id, ip));
    await slowdown.check({ emailKey: key, ip, isKnownAddress });
    const isProven = await passwords.verify(user?.passwordHash, password);
    if (!user?.passwordHash || !isProven) {
      await slowdown.failed(key);
      return undefined;
    }
    await slowdown.succeeded(key);
    await strengthen(user, password, { store, passwords });
    // A deactivated user is claimed too: who knows the password may learn that the account is switched off.
    return proofs.make(user, 'password');
  };

const strengthen = async (
  { id, passwordHash: from }: User,
  password: string,
  { store, passwords }: Pick<ProofDeps, 'store' | 'passwords'>,
): Promise<void> => {
  if (from === undefined || !isWeakHash(from)) return;
  const to = await passwords.hash(password);
  await store.keep((tx) => replaceHash(tx, { id, from, to }));
};
