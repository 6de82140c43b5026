import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import type { Identity } from '../identity.ts';
import { pageFields, pageReply } from '../page.ts';
import * as schema from './schema.ts';
import { ownedTokenOnWire, sessionOnWire } from './wire.ts';

interface Services {
  readonly identity: Identity;
}

const listSessions = operation({
  id: 'sessions.list',
  route: 'GET /auth/sessions',
  summary: 'Where you are signed in, newest first',
  who: 'session',
  result: Type.Array(schema.session),
  run: async ({ principal }, { identity }: Services) =>
    (await identity.accounts.ownSessions.list(principal)).map(sessionOnWire),
});

const endSession = operation({
  id: 'sessions.end',
  route: 'DELETE /auth/sessions/:id',
  summary: 'End one of your sessions',
  who: 'session',
  params: schema.credentialId,
  result: Type.Null(),
  status: 204,
  problems: ['session_not_found'],
  audit: ({ params }) => ({ action: 'session.revoke', resource: params.id }),
  run: ({ params, principal, intent }, { identity }: Services) =>
    identity.accounts.ownSessions.end(principal, params.id, intent),
});

const listTokens = operation({
  id: 'tokens.list_all',
  route: 'GET /auth/admin/tokens',
  summary: 'Personal access tokens and connected applications of everybody, revoked ones too, newest first',
  who: 'admin',
  query: Type.Object(pageFields),
  result: Type.Array(schema.ownedToken),
  problems: ['cursor_invalid', 'cursor_expired'],
  run: async ({ query }, { identity }: Services) => {
    const { rows, next } = await identity.accounts.allTokens.list(query);
    return pageReply({ body: rows.map(ownedTokenOnWire), next }, '/auth/admin/tokens', query);
  },
});

const revokeToken = operation({
  id: 'tokens.revoke_any',
  route: 'DELETE /auth/admin/tokens/:id',
  summary: 'Revoke a personal access token or a connected application of anybody, for good',
  who: 'admin',
  params: schema.credentialId,
  result: Type.Null(),
  status: 204,
  problems: ['token_not_found'],
  audit: ({ params }) => ({ action: 'token.admin_revoke', resource: params.id }),
  run: ({ params, intent }, { identity }: Services) => identity.accounts.allTokens.revoke(params.id, intent),
});

/** Sessions of the caller, and tokens of everybody for administrators. */
export const credentialOperations = [listSessions, endSession, listTokens, revokeToken];
