import { Type } from '@agnes/sdk';
import type { Intent } from '../../http/intent.ts';
import { operation } from '../../http/operation.ts';
import { reply } from '../../http/reply.ts';
import type { Identity } from '../identity.ts';
import type { Applications } from './applications.ts';
import { invalidRequest, unsupportedGrantType } from './errors.ts';
import { applicationMetadataOperations } from './metadata-operations.ts';
import * as schema from './schema.ts';
import { type Asker, accessSeconds, type TokenSet } from './token-set.ts';

interface Services {
  readonly identity: Identity;
}

/** Ten addresses, and room around them. */
const maxBody = 24 * 1024;
/** What holds a token stays out of every cache. */
const headers = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };

const register = operation({
  id: 'oauth.register',
  route: 'POST /oauth/register',
  summary: 'Register an application that people may connect to their account (RFC 7591)',
  who: 'public',
  body: schema.registration,
  unknownKeys: 'ignore',
  result: schema.registered,
  status: 201,
  problems: ['invalid_redirect_uri', 'too_many_clients'],
  // Fewer in an hour than are kept: no single address fills the table.
  perMinute: 10,
  maxBody,
  audit: () => ({ action: 'oauth.register' }),
  run: async ({ body, intent }, { identity }: Services) => {
    const draft = { name: body.client_name ?? '', redirectUris: body.redirect_uris };
    const client = await identity.accounts.applications.clients.register(draft, intent);
    const registered = {
      client_id: client.id,
      client_id_issued_at: Math.floor(client.createdAt.getTime() / 1000),
      client_name: client.name,
      redirect_uris: client.redirectUris,
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    };
    return reply({ status: 201, headers, body: registered });
  },
});

const token = operation({
  id: 'oauth.token',
  route: 'POST /oauth/token',
  summary: 'Exchange a code, or a refresh token, for tokens that are good at `/mcp`',
  who: 'public',
  body: schema.tokenRequest,
  unknownKeys: 'ignore',
  result: schema.tokens,
  problems: [
    'invalid_request',
    'invalid_client',
    'invalid_grant',
    'invalid_scope',
    'invalid_target',
    'unsupported_grant_type',
  ],
  perMinute: 120,
  maxBody,
  audit: () => ({ action: 'oauth.token' }),
  run: async ({ body, request, intent }, { identity }: Services) => {
    const asker = { ip: request.ip, userAgent: request.userAgent };
    const set = await tokensFor(identity.accounts.applications, { body, asker, intent });
    return reply({ headers, body: onWire(set) });
  },
});

interface Asked {
  readonly body: Readonly<Record<string, string | undefined>>;
  readonly asker: Asker;
  readonly intent: Intent;
}

const tokensFor = ({ grants, renewals }: Applications, { body, asker, intent }: Asked): Promise<TokenSet> => {
  const shared = { ...asker, clientId: body['client_id'], resource: body['resource'] };
  if (body['grant_type'] === 'authorization_code') {
    const code = needed(body, 'code');
    const verifier = needed(body, 'code_verifier');
    return grants.exchange({ ...shared, code, verifier, redirectUri: body['redirect_uri'] }, intent);
  }
  if (body['grant_type'] !== 'refresh_token') throw unsupportedGrantType({});
  const refreshToken = needed(body, 'refresh_token');
  return renewals.renew({ ...shared, refreshToken, scope: body['scope'] }, intent);
};

const needed = (body: Asked['body'], field: string): string => {
  const value = body[field];
  if (value === undefined || value === '') throw invalidRequest({ reason: `\`${field}\` is missing.` });
  return value;
};

const onWire = ({ accessToken, refreshToken, scopes }: TokenSet) => ({
  access_token: accessToken,
  token_type: 'Bearer',
  expires_in: accessSeconds,
  refresh_token: refreshToken,
  scope: scopes.join(' '),
});

const revoke = operation({
  id: 'oauth.revoke',
  route: 'POST /oauth/revoke',
  summary:
    'End a token and the connection it belongs to; answers the same for one that is not known (RFC 7009)',
  who: 'public',
  body: schema.revocation,
  unknownKeys: 'ignore',
  result: Type.Object({}),
  problems: ['invalid_request'],
  perMinute: 120,
  maxBody,
  run: async ({ body, intent }, { identity }: Services) => {
    const revoked = { token: needed(body, 'token'), clientId: body.client_id };
    await identity.accounts.applications.revocations.revoke(revoked, intent);
    return reply({ headers, body: {} });
  },
});

/** Applications that are connected to accounts: discovery, registration, tokens. The page that asks is in `host/web`. */
export const applicationOperations = [...applicationMetadataOperations, register, token, revoke] as const;
