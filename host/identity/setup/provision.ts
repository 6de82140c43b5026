import type { Kysely } from 'kysely';
import { systemIntent } from '../../http/intent.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Tables } from '../../store/tables.ts';
import { revokeSessions } from '../credentials/repository.ts';
import type { Memberships } from '../memberships.ts';
import { checkPasswordLength, type Passwords } from '../passwords/passwords.ts';
import { checkEmail, emailKey, localPart } from '../users/email-key.ts';
import { findUserByEmail, insertUser, setPasswordHash } from '../users/repository.ts';
import { schedulerEmail } from '../users/service-users.ts';
import type { User } from '../users/user.ts';
import { appliedSeeds, keepAppliedSeeds } from './repository.ts';

/** What the operator wants to be there at start. */
export interface Seed {
  readonly seedAdminEmail?: string;
  /** Given only to a user without password, unless `resetPassword`. */
  readonly seedAdminPassword?: string;
  readonly resetPassword?: boolean;
}

interface ProvisionDeps {
  readonly store: SystemStore;
  readonly memberships: Memberships;
  readonly passwords: Passwords;
  readonly now: () => number;
}

/**
 * Makes the system groups, the scheduler's user and the seeded administrator; a second time changes nothing.
 *
 * `passwordSet` tells whether the seeded password is in force: an administrator may have deactivated the user.
 */
export const provision = async (deps: ProvisionDeps, seed: Seed): Promise<{ passwordSet: boolean }> => {
  const { store, memberships, now } = deps;
  const hash = await seedHash(deps, seed);
  const passwordSet = await store.write(systemIntent('instance.provisioned'), async (tx) => {
    await memberships.seedGroups(tx);
    await seedScheduler(tx, deps);
    const admin = await seedAdmin(tx, deps, seed);
    if (!admin?.active || hash === undefined) return false;
    const at = new Date(now());
    await setPasswordHash(tx, { id: admin.id, hash, at });
    await revokeSessions(tx, { userId: admin.id }, { by: 'system:seed', at, reason: 'password_changed' });
    return true;
  });
  await memberships.refresh();
  return { passwordSet };
};

/** Computed before the transaction, and only when it will be used: it takes longer than all the rest. */
const seedHash = async ({ store, passwords }: ProvisionDeps, seed: Seed): Promise<string | undefined> => {
  const { seedAdminEmail: email, seedAdminPassword: password, resetPassword } = seed;
  if (email === undefined) return undefined;
  checkEmail(email);
  if (password === undefined) return undefined;
  checkPasswordLength(password);
  const existing = await findUserByEmail(store.read, email);
  return existing?.passwordHash && !resetPassword ? undefined : passwords.hash(password);
};

const seedScheduler = async (tx: Kysely<Tables>, { memberships, now }: ProvisionDeps): Promise<void> => {
  const draft = { email: schedulerEmail, name: 'Scheduler', isService: true, at: new Date(now()) };
  const user = (await findUserByEmail(tx, schedulerEmail)) ?? (await insertUser(tx, draft));
  await memberships.seedAdmin(tx, { userId: user.id, addedBy: 'system:seed' });
};

const seedAdmin = async (
  tx: Kysely<Tables>,
  { memberships, now }: ProvisionDeps,
  { seedAdminEmail: email }: Seed,
): Promise<User | undefined> => {
  if (email === undefined) return undefined;
  const at = new Date(now());
  const draft = { email, name: localPart(email), at };
  const user = (await findUserByEmail(tx, email)) ?? (await insertUser(tx, draft));
  const applied = await appliedSeeds(tx);
  const key = emailKey(email);
  // Once applied, what an administrator has changed since is theirs: the seed must not undo it.
  if (applied.includes(key)) return user;
  if (user.active) await memberships.seedAdmin(tx, { userId: user.id, addedBy: 'system:seed' });
  await keepAppliedSeeds(tx, [...applied, key], at);
  return user;
};
