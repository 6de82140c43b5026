import { systemIntent } from '../../http/intent.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Memberships } from '../memberships.ts';
import { localPart } from '../users/email-key.ts';
import { findUserByEmail, insertUser } from '../users/repository.ts';

interface DevUserDeps {
  readonly store: SystemStore;
  readonly memberships: Pick<Memberships, 'seedAdmin' | 'refresh'>;
  readonly now: () => number;
}

/** Makes the user that development mode signs everybody in as, an administrator, and answers its id. */
export const ensureDevUser = async (
  { store, memberships, now }: DevUserDeps,
  email: string,
): Promise<string> => {
  const draft = { email, name: localPart(email), at: new Date(now()) };
  const userId = await store.write(systemIntent('dev_mode.user', email), async (tx) => {
    const { id } = (await findUserByEmail(tx, email)) ?? (await insertUser(tx, draft));
    await memberships.seedAdmin(tx, { userId: id, addedBy: 'system:dev' });
    return id;
  });
  await memberships.refresh();
  return userId;
};
