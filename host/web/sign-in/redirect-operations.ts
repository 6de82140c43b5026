import { Type } from '@agnes/sdk';
import { cookieIn } from '../../http/cookie-in.ts';
import type { Input } from '../../http/operation.ts';
import { operation } from '../../http/operation.ts';
import { type Reply, reply } from '../../http/reply.ts';
import { safeNext } from '../../http/safe-next.ts';
import type { Identity } from '../../identity/identity.ts';
import { headers } from '../../identity/operations.ts';
import { sessionCookie } from '../../identity/session-cookie.ts';
import { askerOf } from '../../identity/sign-in/asker.ts';
import { clearedPreLogin, preLoginCookie } from '../../identity/sign-in/pre-login.ts';
import { wordFor } from './sign-in-words.ts';

interface Services {
  readonly identity: Identity;
  /** Public origin. */
  readonly origin: string;
}

const page = Type.String({ description: 'A redirect.' });
const start = Type.Object({ next: Type.Optional(Type.String()) });
const answer = Type.Record(Type.String(), Type.String({ maxLength: 4096 }));
const one = Type.Object({ provider: Type.String() });
const instance = Type.Object({ provider: Type.String(), instance: Type.String() });
const declared = { who: 'public', result: page, perMinute: 30 } as const;

type Asked = Pick<Input, 'request' | 'intent'>;

const leave = async (
  { identity, origin }: Services,
  id: string,
  next: string | undefined,
): Promise<Reply> => {
  try {
    const { location, cookie } = await identity.doors.redirects.start(id, { next: safeNext(next, origin) });
    return reply({ headers, cookies: [cookie], redirect: location });
  } catch (cause) {
    return refused(cause, id);
  }
};

const comeBack = async (
  { identity }: Services,
  id: string,
  input: Asked & { query: Readonly<Record<string, string>> },
): Promise<Reply> => {
  const cookie = cookieIn(input.request.headers['cookie'], preLoginCookie);
  const asker = askerOf({ ...input, intent: { ...input.intent, action: 'login' } });
  try {
    const { token, next } = await identity.doors.redirects.finish(id, { query: input.query, cookie }, asker);
    return reply({ headers, cookies: [sessionCookie(token), clearedPreLogin], redirect: next });
  } catch (cause) {
    return refused(cause, id);
  }
};

const refused = (cause: unknown, id: string): Reply =>
  reply({ headers, redirect: `/login?${new URLSearchParams({ error: wordFor(cause, id) })}` });

const leaveOne = operation({
  ...declared,
  id: 'auth.redirect',
  route: 'GET /auth/:provider/login',
  summary: 'Go to an identity provider to sign in',
  params: one,
  query: start,
  run: async ({ params: { provider }, query }, services: Services) => leave(services, provider, query.next),
});

const comeBackOne = operation({
  ...declared,
  id: 'auth.callback',
  route: 'GET /auth/:provider/callback',
  summary: 'Come back from an identity provider; sets the session cookie',
  params: one,
  query: answer,
  run: async ({ params: { provider }, ...input }, services: Services) => comeBack(services, provider, input),
});

const leaveInstance = operation({
  ...declared,
  id: 'auth.redirect_instance',
  route: 'GET /auth/:provider/:instance/login',
  summary: 'Go to one of several identity providers of a kind to sign in',
  params: instance,
  query: start,
  run: async ({ params, query }, services: Services) =>
    leave(services, `${params.provider}:${params.instance}`, query.next),
});

const comeBackInstance = operation({
  ...declared,
  id: 'auth.callback_instance',
  route: 'GET /auth/:provider/:instance/callback',
  summary: 'Come back from one of several identity providers of a kind; sets the session cookie',
  params: instance,
  query: answer,
  run: async ({ params, ...input }, services: Services) =>
    comeBack(services, `${params.provider}:${params.instance}`, input),
});

/** Leaving for an identity provider and coming back. Starts are links: a form post could not redirect out of the site. */
export const redirectOperations = [leaveOne, comeBackOne, leaveInstance, comeBackInstance];
