import type { ExecutionContext } from 'ava';
import { OneShots } from '../../../host/identity/one-shot/one-shots.ts';
import { BreakGlassGrants } from '../../../host/identity/setup/break-glass-grants.ts';
import { insertUser } from '../../../host/identity/users/repository.ts';
import { askerOf, startedIdentity, withAdmin } from './started-identity.ts';

export const hour = 3_600_000;

/** Bob is to become an administrator. */
export const wanted = { email: 'bob@example.com', reason: ' sign-in is down ', osUser: 'root' };

/** An instance with an administrator, and Bob, who is nobody in particular. */
export const withBreakGlass = async (t: ExecutionContext) => {
  const base = await withAdmin(await startedIdentity(t));
  const { store, access, now, identity } = base;
  const bob = await store.keep((tx) => insertUser(tx, { email: 'Bob@Example.com', at: new Date(now()) }));
  const oneShots = new OneShots({ store, now });
  const deps = { store, memberships: access, oneShots, origin: 'https://agnes.example.com', now };
  const grants = new BreakGlassGrants(deps);
  const signIn = async (link: string, email = 'bob@example.com') => {
    const token = new URL(link).searchParams.get('token') ?? '';
    return identity.doors.breakGlass.signIn({ email, token }, askerOf('login'));
  };
  return { ...base, bob, grants, signIn };
};
