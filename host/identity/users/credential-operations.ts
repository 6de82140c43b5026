import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { reply } from '../../http/reply.ts';
import type { Identity } from '../identity.ts';
import { headers } from '../operations.ts';
import * as schema from './schema.ts';

interface Services {
  readonly identity: Identity;
}

const resetPassword = operation({
  id: 'users.reset_password',
  route: 'POST /api/users/:id/reset-password',
  summary: 'Make a link to a new password, and mail it if possible; until it is used the old password stays',
  who: 'admin',
  params: schema.userId,
  result: schema.resetLink,
  problems: ['user_unknown', 'sso_managed', 'service_user'],
  audit: ({ params }) => ({ action: 'user.reset_password', resource: params.id }),
  run: async ({ params, intent }, { identity }: Services) => {
    const { url, isMailed } = await identity.accounts.credentials.resetPassword(params.id, intent);
    return reply({ headers, body: { reset_url: url, email_sent: isMailed } });
  },
});

const setPassword = operation({
  id: 'users.set_password',
  route: 'POST /api/users/:id/set-password',
  summary: 'Give a user this password; every session of theirs ends',
  who: 'admin',
  params: schema.userId,
  body: schema.newPassword,
  unknownKeys: 'ignore',
  result: Type.Null(),
  status: 204,
  problems: ['user_unknown', 'weak_password', 'sso_managed', 'service_user', 'busy'],
  audit: ({ params }) => ({ action: 'user.set_password', resource: params.id }),
  run: ({ params: { id }, body: { password }, principal, intent }, { identity }: Services) =>
    identity.accounts.credentials.setPassword(principal, { id, password }, intent),
});

const endSessions = operation({
  id: 'users.end_sessions',
  route: 'DELETE /api/users/:id/sessions',
  summary: 'End every session of a user',
  who: 'admin',
  params: schema.userId,
  result: Type.Null(),
  status: 204,
  problems: ['user_unknown', 'service_user'],
  audit: ({ params }) => ({ action: 'session.revoke', resource: params.id, params: { all: true } }),
  run: ({ params, principal, intent }, { identity }: Services) =>
    identity.accounts.credentials.endSessions(principal, params.id, intent),
});

/** Passwords and sessions of others, for administrators. */
export const userCredentialOperations = [resetPassword, setPassword, endSessions];
