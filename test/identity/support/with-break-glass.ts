import type { ExecutionContext } from 'ava';
import { OneShots } from '../../../host/identity/one-shot/one-shots.ts';
import { BreakGlassGrants } from '../../../host/identity/setup/break-glass-grants.ts';
import { insertUser } from '../../../host/identity/users/repository.ts';
import { askerOf, startedIdentity, withAdmin } from './started-identity.ts';

export const hour = 3_600_000;

/** Bob is to become an administrator. */
export const wanted = { email: 'bob@example.com', reason: ' sign-in is down ', osUser: 'root' };

/** An instance with an administrator, and Bob, who is nobody in particular. */
export const withBreakGlass = async;
