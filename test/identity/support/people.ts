import type { servedAdmin } from './identity-server.ts';
import { signIn } from './started-identity.ts';

/** What `servedAdmin` gives. */
export type Served = Awaited<ReturnType<typeof servedAdmin>>;

/** A user as the wire shows one. */
export interface WireUser {
  readonly id: string;
  readonly [key: string]: unknown;
}

/** The password of everybody but the administrator. */
export const password = 'staple battery horse';

/** Adds a user by operation. */
export const addUser = async ({ call }: Served, email = 'bob@example.com'): Promise<WireUser> => {
  const response = await call('POST /api/users', { body: { email, name: 'Bob' } });
  return (await response.json()) as WireUser;
};

/** Adds a user with a password and signs them in. */
export const signedInUser = async (served: Served, email = 'bob@example.com') => {
  const { id } = await addUser(served, email);
  await served.call(`POST /api/users/${id}/set-password`, { body: { password } });
  const { token } = await signIn(served, { email, password });
  return { id, email, token };
};

/** Puts somebody into Admin, as the operator's seed does. */
export const promote = async ({ store, access }: Served, userId: string): Promise<void> => {
  await store.keep((tx) => access.seedAdmin(tx, { userId, addedBy: 'system:seed' }));
  await access.refresh();
};
