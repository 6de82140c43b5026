import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { type Reply, reply } from '../../http/reply.ts';
import { safeNext } from '../../http/safe-next.ts';
import type { Identity } from '../../identity/identity.ts';
import { askerOf } from '../../identity/sign-in/asker.ts';
import { bareFrame } from '../frame.ts';
import type { Web } from '../web.ts';
import { secondStepView, signInView } from './sign-in-view.ts';
import { noticeFor } from './sign-in-words.ts';

interface Services {
  readonly web: Web;
  readonly identity: Identity;
  /** Public origin. */
  readonly origin: string;
}

const page = Type.String({ description: 'A page.' });
const noStore = { 'Cache-Control': 'private, no-store' };
const asked = Type.Object({
  next: Type.Optional(Type.String()),
  error: Type.Optional(Type.String({ maxLength: 100 })),
  msg: Type.Optional(Type.String({ maxLength: 100 })),
});

interface Asked {
  readonly next?: string;
  readonly error?: string;
  readonly msg?: string;
}

const signInPage = (
  { web, identity, origin }: Services,
  { query, request, only }: { query: Asked; request: { id: string }; only?: string },
): Reply => {
  const methods = identity.doors.methods.available().filter(({ id }) => only === undefined || id === only);
  const next = safeNext(query.next, origin);
  const notice = noticeFor(query.msg);
  const view = signInView(methods, { next, error: query.error, notice });
  const frame = bareFrame(web.instance, 'Sign in', request.id);
  return reply({ headers: noStore, html: web.pages.render('login', frame, view) });
};

const login = operation({
  id: 'web.login',
  route: 'GET /login',
  summary: 'The sign-in page, drawn from the enabled sign-in methods',
  who: 'public',
  query: asked,
  result: page,
  run: async ({ query, request }, services: Services) => signInPage(services, { query, request }),
});

const loginPassword = operation({
  id: 'web.login_password',
  route: 'GET /login/password',
  summary: 'Sign in with a password, set one for the first time, or ask for a new one',
  who: 'public',
  query: asked,
  result: page,
  run: async ({ query, request }, services: Services) =>
    signInPage(services, { query, request, only: 'password' }),
});

const loginEmail = operation({
  id: 'web.login_email',
  route: 'GET /login/email',
  summary: 'Ask for a sign-in link by mail',
  who: 'public',
  query: asked,
  result: page,
  run: async ({ query, request }, services: Services) =>
    signInPage(services, { query, request, only: 'email' }),
});

const linked = Type.Object({
  email: Type.Optional(Type.String({ maxLength: 320 })),
  token: Type.Optional(Type.String({ maxLength: 200 })),
  error: Type.Optional(Type.String({ maxLength: 100 })),
});

interface Linked {
  readonly email?: string;
  readonly token?: string;
  readonly error?: string;
}

interface SecondStep {
  readonly provider: string;
  readonly name: string;
  readonly query: Linked;
  readonly request: { readonly id: string };
  readonly notice?: string | undefined;
}

const otherBrowser =
  'This link was asked for in another browser or on another device. Go on only if that was you.';

/** Opening it uses nothing up: mail scanners follow links, people press buttons. */
const secondStep = (
  { web, identity }: Services,
  { provider, name, query, request, notice }: SecondStep,
): Reply => {
  const { email, token, error } = query;
  if (!email || !token) return reply({ redirect: provider === 'password' ? '/login/password' : '/login' });
  const flow = identity.doors.methods.flow(provider, name);
  const view = secondStepView({ provider, name, flow }, { email, token, error, notice });
  const frame = bareFrame(web.instance, flow.title, request.id);
  return reply({ headers: noStore, html: web.pages.render('form', frame, view) });
};

const resetPage = operation({
  id: 'web.password_reset_page',
  route: 'GET /auth/password/reset',
  summary: 'The form in which a new password is chosen',
  who: 'public',
  query: linked,
  result: page,
  run: async ({ query, request }, services: Services) =>
    secondStep(services, { provider: 'password', name: 'reset', query, request }),
});

const setupPage = operation({
  id: 'web.password_setup_page',
  route: 'GET /auth/password/setup',
  summary: 'The form in which a first password is chosen',
  who: 'public',
  query: linked,
  result: page,
  run: async ({ query, request }, services: Services) =>
    secondStep(services, { provider: 'password', name: 'setup', query, request }),
});

const verifyPage = operation({
  id: 'web.email_verify_page',
  route: 'GET /auth/email/verify',
  summary: 'The button that a sign-in link leads to; opening the page uses nothing up',
  who: 'public',
  query: linked,
  result: page,
  perMinute: 10,
  run: async ({ query, request, intent }, services: Services) => {
    const { email = '', token = '' } = query;
    const { browser } = askerOf({ request, intent });
    const link = { email, token, purpose: 'magic_link', browser };
    const found = await services.identity.doors.links.look(link);
    const notice = found?.isOtherBrowser ? otherBrowser : undefined;
    return secondStep(services, { provider: 'email', name: 'sign-in', query, request, notice });
  },
});

const flowPage = operation({
  id: 'web.flow_page',
  route: 'GET /auth/:provider/form/:flow',
  summary: 'A form of a sign-in method, for whoever came with a link',
  who: 'public',
  params: Type.Object({ provider: Type.String(), flow: Type.String() }),
  query: linked,
  result: page,
  problems: ['provider_unavailable', 'unknown_flow'],
  run: async ({ params: { provider, flow: name }, query, request }, services: Services) =>
    secondStep(services, { provider, name, query, request }),
});

/** The pages of signing in. They look nothing up and use nothing up. */
export const signInPageOperations = [
  login,
  loginPassword,
  loginEmail,
  resetPage,
  setupPage,
  verifyPage,
  flowPage,
];
