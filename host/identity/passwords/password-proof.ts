import type { AuthContext } from '@agnes/sdk';
import type { SystemStore } from '../../store/system-store.ts';
import { findUserByEmail, replaceHash } from '../users/repository.ts';
import type { User } from '../users/user.ts';
import { isWeakHash, type Passwords } from './passwords.ts';

/** What a sign-in plugin gets to prove a password with. It learns yes or no, never the hash. */
export const passwordProof = ({
  store,
  passwords,
}: {
  store: SystemStore;
  passwords: Passwords;
}): AuthContext['passwords'] => ({
  verify: async (email, password) => {
    const user = await findUserByEmail(store.read, email);
    const isProven = await passwords.verify(user?.passwordHash, password);
    if (!user?.passwordHash || !isProven) return undefined;
    if (isWeakHash(user.passwordHash)) {
      const swap = { id: user.id, from: user.passwordHash, to: await passwords.hash(password) };
      await store.keep((tx) => replaceHash(tx, swap));
    }
    return claimOf(user);
  },
});

// A deactivated user is claimed too: who knows the password may learn that the account is switched off.
const claimOf = ({ id, email, name }: User) => ({
  issuer: 'agnes',
  subject: id,
  email,
  emailVerified: true,
  ...(name !== undefined && { name }),
});
