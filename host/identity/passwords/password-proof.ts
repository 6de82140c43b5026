import type { Claim } from '@agnes/sdk';
import type { SystemStore } from '../../store/system-store.ts';
import type { Proofs } from '../sign-in/proofs.ts';
import { emailKey } from '../users/email-key.ts';
import { findUserByEmail, replaceHash } from '../users/repository.ts';
import type { User } from '../users/user.ts';
import type { AccountSlowdown } from './account-slowdown.ts';
import { isWeakHash, type Passwords } from './passwords.ts';
import { hasSignedInFrom } from './repository.ts';

interface ProofDeps {
  readonly store: SystemStore;
  readonly passwords: Passwords;
  readonly slowdown: AccountSlowdown;
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
    const from = { emailKey: emailKey(email), ip };
    const attempt = { ...from, isKnownAddress: await hasSignedInFrom(store.read, from) };
    await slowdown.check(attempt);
    const user = await findUserByEmail(store.read, email);
    const isProven = await passwords.verify(user?.passwordHash, password).catch(async (cause) => {
      await slowdown.undone(attempt);
      throw cause;
    });
    if (!user?.passwordHash || !isProven) {
      await slowdown.failed(attempt);
      return undefined;
    }
    await slowdown.succeeded(attempt);
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
