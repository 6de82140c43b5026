import { Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import { reply } from '../http/reply.ts';
import type { Identity } from './identity.ts';
import * as schema from './schema.ts';
import { clearedCookie, sessionCookie } from './session-cookie.ts';
import type { SignedIn } from './sign-in/admission.ts';
import { meOnWire, newTokenOnWire, tokenOnWire } from './wire.ts';

interface Services {
  readonly identity: Identity;
}

/** Bodies of `/auth` are small; more is an attack on the parser. */
export const maxBody = 4096;
/** What holds a token stays out of every cache. */
export const headers = { 'Cache-Control': 'no-store' };

/** What a sign-in over the API answers. */
export const bearerOf = (identity: Identity, { user, token }: SignedIn) => ({
  access_token: token,
  token_type: 'bearer',
  user_id: user.id,
  email: user.email,
  role: identity.roleOf(user.id),
});

const bootstrap = operation({
  id: 'auth.bootstrap',
  route: 'POST /auth/bootstrap',
  summary: 'Make the first administrator, with the setup code that the host printed',
  who: 'public',
  body: schema.firstAdmin,
  unknownKeys: 'ignore',
  result: schema.accessToken,
  problems: ['setup_code_invalid', 'bootstrap_closed', 'weak_password', 'invalid_email', 'reserved_email'],
  perMinute: 3,
  maxBody,
  audit: () => ({ action: 'bootstrap_completed' }),
  run: async ({ body, request, intent }, { identity }: Services) => {
    const { email, name = '', password = '' } = body;
    const setupCode = body.setup_code ?? request.headers['x-setup-code'] ?? '';
    const signedIn = await identity.bootstrap({ email, name, password, setupCode, ...request }, intent);
    const cookies = [sessionCookie(signedIn.token)];
    return reply({ headers, cookies, body: bearerOf(identity, signedIn) });
  },
});

const logout = operation({
  id: 'auth.logout',
  route: 'POST /auth/logout',
  summary: 'End this session, or every session and connected application of the caller',
  who: 'user',
  body: schema.logout,
  bodyOptional: true,
  result: Type.Null(),
  status: 204,
  problems: ['session_required'],
  maxBody,
  audit: ({ body, principal }) => ({
    action: 'session.revoke',
    resource: principal.userId,
    params: { all: body?.all ?? false },
  }),
  run: async ({ body, principal, request, intent }, { identity }: Services) => {
    await identity.logout(principal, { all: body?.all ?? false }, intent);
    const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
    const answer = isForm ? ({ status: 303, redirect: '/login' } as const) : ({ status: 204 } as const);
    return reply({ ...answer, cookies: [clearedCookie] });
  },
});

const me = operation({
  id: 'auth.me',
  route: 'GET /auth/me',
  summary: 'Who the caller is, in which groups, and until when the credential lasts',
  who: 'user',
  result: schema.me,
  run: async ({ principal }, { identity }: Services) => meOnWire(await identity.whoAmI(principal)),
});

const createToken = operation({
  id: 'tokens.create',
  route: 'POST /auth/tokens',
  summary: 'Make a personal access token; its value is shown only in this answer',
  who: 'session',
  body: schema.tokenDraft,
  unknownKeys: 'ignore',
  result: schema.newToken,
  status: 201,
  problems: ['blank_name'],
  maxBody,
  audit: ({ body }) => ({ action: 'token.create', params: { name: body.name } }),
  run: async ({ body, principal, intent }, { identity }: Services) => {
    const { name, expires_in_days: expiresInDays = 90, scopes } = body;
    const draft = { name, expiresInDays, ...(scopes && { scopes }) };
    return reply({ headers, body: newTokenOnWire(await identity.tokens.create(principal, draft, intent)) });
  },
});

const listTokens = operation({
  id: 'tokens.list',
  route: 'GET /auth/tokens',
  summary: 'Your personal access tokens and connected applications, revoked ones too, newest first',
  who: 'user',
  result: Type.Array(schema.token),
  run: async ({ principal }, { identity }: Services) =>
    (await identity.tokens.list(principal)).map(tokenOnWire),
});

const getToken = operation({
  id: 'tokens.get',
  route: 'GET /auth/tokens/:id',
  summary: 'One of your personal access tokens or connected applications',
  who: 'user',
  params: schema.tokenId,
  result: schema.token,
  problems: ['token_not_found'],
  run: async ({ params, principal }, { identity }: Services) =>
    tokenOnWire(await identity.tokens.get(principal, params.id)),
});

const revokeToken = operation({
  id: 'tokens.revoke',
  route: 'DELETE /auth/tokens/:id',
  summary: 'Revoke one of your personal access tokens or connected applications, for good',
  who: 'user',
  // A token made for reading must not end the other tokens of its owner.
  scope: 'admin',
  params: schema.tokenId,
  result: Type.Null(),
  status: 204,
  problems: ['token_not_found'],
  audit: ({ params }) => ({ action: 'token.revoke', resource: params.id }),
  run: ({ params, principal, intent }, { identity }: Services) =>
    identity.tokens.revoke(principal, params.id, intent),
});

/** Setting up, signing out, who one is, and personal access tokens. */
export const identityOperations = [bootstrap, logout, me, createToken, listTokens, getToken, revokeToken];
