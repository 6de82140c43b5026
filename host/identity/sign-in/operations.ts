import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { reply } from '../../http/reply.ts';
import type { Identity } from '../identity.ts';
import { bearerOf, headers, maxBody } from '../operations.ts';
import * as schema from '../schema.ts';
import { askerOf } from './asker.ts';

interface Services {
  readonly identity: Identity;
}

const problems = [
  'invalid_credentials',
  'account_deactivated',
  'provider_unavailable',
  'busy',
  'rate_limited',
];

const token = operation({
  id: 'auth.token',
  route: 'POST /auth/token',
  summary: 'Sign in with e-mail and password',
  who: 'public',
  body: schema.passwordSignIn,
  unknownKeys: 'ignore',
  result: schema.accessToken,
  problems,
  perMinute: 10,
  maxBody,
  audit: () => ({ action: 'token_created' }),
  run: async ({ body: { email, password = '' }, ...input }, { identity }: Services) => {
    const request = { provider: 'password', values: { email, password } };
    const signedIn = await identity.doors.signIns.signIn(request, askerOf(input));
    return reply({ headers, body: bearerOf(identity, signedIn) });
  },
});

const passwordLogin = operation({
  id: 'auth.password_login',
  route: 'POST /auth/password/login',
  summary: 'Sign in with e-mail and password',
  who: 'public',
  body: schema.passwordLogin,
  unknownKeys: 'ignore',
  result: schema.signedIn,
  problems,
  perMinute: 10,
  maxBody,
  audit: () => ({ action: 'login' }),
  run: async ({ body: { email, password }, ...input }, { identity }: Services) => {
    const request = { provider: 'password', values: { email, password } };
    const signedIn = await identity.doors.signIns.signIn(request, askerOf(input));
    const { user_id: _, ...body } = bearerOf(identity, signedIn);
    return reply({ headers, body });
  },
});

const passwordSetup = operation({
  id: 'auth.password_setup',
  route: 'POST /auth/password/setup',
  summary: 'Choose a first password with the token of an invitation, and sign in',
  who: 'public',
  body: schema.passwordSetup,
  unknownKeys: 'ignore',
  result: Type.Object({ access_token: Type.String(), token_type: Type.String(), message: Type.String() }),
  problems: ['link_invalid', 'account_inactive', 'weak_password', 'provider_unavailable', 'busy'],
  perMinute: 10,
  maxBody,
  audit: () => ({ action: 'login' }),
  run: async ({ body: { email, token: code, password }, ...input }, { identity }: Services) => {
    const values = { email, token: code, password, confirm_password: password };
    const request = { provider: 'password', flow: 'setup', values };
    const signedIn = await identity.doors.signIns.signIn(request, askerOf(input));
    const { access_token, token_type } = bearerOf(identity, signedIn);
    return reply({ headers, body: { access_token, token_type, message: 'The password is set.' } });
  },
});

const sendLink = operation({
  id: 'auth.email_send_link',
  route: 'POST /auth/email/send-link',
  summary: 'Mail a sign-in link, if the address is known; the answer never tells',
  who: 'public',
  body: schema.linkRequest,
  unknownKeys: 'ignore',
  result: schema.linkSent,
  problems: ['provider_unavailable'],
  perMinute: 5,
  maxBody,
  audit: () => ({ action: 'link.requested' }),
  run: async ({ body: { email }, ...input }, { identity }: Services) => {
    const request = { provider: 'email', values: { email } };
    const { message, devLink } = await identity.doors.signIns.begin(request, askerOf(input));
    return reply({ headers, body: { message, ...(devLink !== undefined && { dev_link: devLink }) } });
  },
});

/** Signing in over the API. */
export const signInOperations = [token, passwordLogin, passwordSetup, sendLink];
