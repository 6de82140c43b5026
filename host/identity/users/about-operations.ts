import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import { session } from '../credentials/schema.ts';
import { sessionOnWire } from '../credentials/wire.ts';
import type { Identity } from '../identity.ts';
import type { LinkedAccount } from './linked-account-repository.ts';
import { linkedAccount, userId } from './schema.ts';

interface Services {
  readonly identity: Identity;
}

/** A linked account as people read it. */
export const linkedAccountOnWire = (row: LinkedAccount) => ({
  provider: row.provider,
  issuer: row.issuer,
  email: row.email_at_link,
  linked_at: isoUtc(row.linked_at),
  last_login_at: row.last_login_at && isoUtc(row.last_login_at),
});

const ownIdentities = operation({
  id: 'identities.list',
  route: 'GET /auth/identities',
  summary: 'Accounts of identity providers that are linked to you',
  who: 'user',
  result: Type.Array(linkedAccount),
  run: async ({ principal }, { identity }: Services) =>
    (await identity.accounts.users.linkedAccounts(principal.userId)).map(linkedAccountOnWire),
});

const identities = operation({
  id: 'users.identities',
  route: 'GET /api/users/:id/identities',
  summary: 'Accounts of identity providers that are linked to a user',
  who: 'admin',
  params: userId,
  result: Type.Array(linkedAccount),
  problems: ['user_unknown'],
  run: async ({ params }, { identity }: Services) =>
    (await identity.accounts.users.linkedAccounts(params.id)).map(linkedAccountOnWire),
});

const sessions = operation({
  id: 'users.sessions',
  route: 'GET /api/users/:id/sessions',
  summary: 'Where a user is signed in, newest first',
  who: 'admin',
  params: userId,
  result: Type.Array(session),
  problems: ['user_unknown'],
  run: async ({ params, principal }, { identity }: Services) => {
    const { account } = await identity.accounts.users.get(params.id);
    const of = { userId: account.id, tokenId: principal.tokenId };
    return (await identity.accounts.ownSessions.list(of)).map(sessionOnWire);
  },
});

/** What else is known of a user: how and where they sign in. */
export const aboutUserOperations = [ownIdentities, identities, sessions];
