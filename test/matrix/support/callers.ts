import { join } from 'node:path';
import { systemIntent } from '../../../host/http/intent.ts';
import { hostKeys } from '../../../host/identity/credentials/host-keys.ts';
import { PersonalTokens } from '../../../host/identity/credentials/personal-tokens.ts';
import { revokeSessions } from '../../../host/identity/credentials/repository.ts';
import { Sessions } from '../../../host/identity/credentials/sessions.ts';
import { findUserByEmail, insertUser } from '../../../host/identity/users/repository.ts';
import type { User } from '../../../host/identity/users/user.ts';
import { openSystemStore } from '../../../host/store/system-store.ts';
import { seedGroup } from '../../support/seed-group.ts';
import { admin } from '../../support/start-host.ts';

/** Everybody who might call, by how they come. */
export type Caller =
  | 'anonymous'
  | 'outsider'
  | 'reader'
  | 'admin'
  | 'reader_pat'
  | 'admin_pat'
  | 'expired'
  | 'revoked'
  | 'deactivated';

/** The bearer credential of each caller. */
export type Credentials = Readonly<Record<Caller, string | undefined>>;

const from = { ip: '192.0.2.7', userAgent: 'matrix' };
const day = 86_400_000;

/**
 * Makes people and credentials in the data folder of a host that is stopped; `reader` may read `table`.
 *
 * `spare` are others of the same people, for when the first are used up.
 */
export const makeCallers = async (
  dataDir: string,
  { table }: { table: string },
): Promise<{ first: Credentials; spare: Credentials }> => {
  const folder = join(dataDir, 'state');
  const now = Date.now;
  await using store = await openSystemStore({ folder, now, hostVersion: '0.1.0' });
  const { session: key } = await hostKeys({ env: {}, folder });
  const user = (name: string): Promise<User> =>
    store.keep((tx) => insertUser(tx, { email: `${name}@example.com`, name, at: new Date() }));
  const session = (owner: User, clock = now): Promise<{ id: string; token: string }> =>
    store.keep((tx) => new Sessions({ store, key, now: clock }).open(tx, owner, from));
  const pat = async (owner: User, isAdmin: boolean): Promise<string> => {
    const principal = { userId: owner.id, email: owner.email, isAdmin, kind: 'session' as const };
    const draft = { name: 'matrix', expiresInDays: 1 };
    return (
      await new PersonalTokens({ store, key, now }).create(principal, draft, systemIntent('token.create'))
    ).token;
  };
  const root = await findUserByEmail(store.read, admin.email);
  if (!root) throw new Error('The host has not made its administrator.');
  const [outsider, reader, gone] = [await user('outsider'), await user('reader'), await user('gone')];
  await seedGroup(store, { emails: [reader.email, gone.email], tables: [table] });
  const revoked = await session(reader);
  const ended = { by: reader.id, at: new Date(), reason: 'logout' };
  await store.keep((tx) => revokeSessions(tx, { id: revoked.id }, ended));
  const deactivated = await session(gone);
  const off = { active: false, deactivated_at: new Date() };
  await store.keep((tx) => tx.updateTable('users').set(off).where('id', '=', gone.id).execute());
  const credentials = async (): Promise<Credentials> => ({
    anonymous: undefined,
    outsider: (await session(outsider)).token,
    reader: (await session(reader)).token,
    admin: (await session(root)).token,
    reader_pat: await pat(reader, false),
    admin_pat: await pat(root, true),
    expired: (await session(reader, () => now() - 2 * day)).token,
    revoked: revoked.token,
    deactivated: deactivated.token,
  });
  return { first: await credentials(), spare: await credentials() };
};
