import { Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { reply } from '../../http/reply.ts';
import { maxBody } from '../../identity/operations.ts';
import { beginByForm, completeByForm, type FormServices, verifyLink } from './form-replies.ts';

const page = Type.String({ description: 'A page.' });
const values = Type.Record(Type.String(), Type.String({ maxLength: 2000 }), {
  description: 'What was typed, by field.',
});

const declared = { who: 'public', body: values, unknownKeys: 'ignore', result: page, maxBody } as const;

const passwordForm = operation({
  ...declared,
  id: 'web.sign_in',
  route: 'POST /auth/password/login/web',
  summary: 'Sign in from the form; sets the session cookie',
  perMinute: 10,
  run: async (input, services: FormServices) =>
    completeByForm(services, { provider: 'password', flow: 'sign-in', input }),
});

const resetRequest = operation({
  ...declared,
  id: 'web.password_reset_request',
  route: 'POST /auth/password/reset',
  summary: 'Ask for a link to choose a new password; the page is the same for every address',
  perMinute: 5,
  run: async (input, services: FormServices) =>
    beginByForm(services, { provider: 'password', flow: 'reset', input }),
});

const resetConfirm = operation({
  ...declared,
  id: 'web.password_reset_confirm',
  route: 'POST /auth/password/reset/confirm',
  summary: 'Choose the new password; ends every other session',
  perMinute: 10,
  run: async (input, services: FormServices) =>
    completeByForm(services, {
      provider: 'password',
      flow: 'reset',
      input,
      done: '/dashboard?msg=password_reset',
    }),
});

const setupRequest = operation({
  ...declared,
  id: 'web.password_setup_request',
  route: 'POST /auth/password/setup/request',
  summary: 'Ask for a link to set a first password; the page is the same for every address',
  perMinute: 5,
  run: async (input, services: FormServices) =>
    beginByForm(services, { provider: 'password', flow: 'setup', input }),
});

const setupConfirm = operation({
  ...declared,
  id: 'web.password_setup_confirm',
  route: 'POST /auth/password/setup/confirm',
  summary: 'Choose the first password, and sign in',
  perMinute: 10,
  run: async (input, services: FormServices) =>
    completeByForm(services, { provider: 'password', flow: 'setup', input }),
});

const verify = operation({
  ...declared,
  id: 'auth.email_verify',
  route: 'POST /auth/email/verify',
  summary: 'Use a sign-in link up: a form sets the cookie, JSON answers the token',
  problems: ['invalid_credentials', 'provider_unavailable'],
  perMinute: 10,
  run: async (input, services: FormServices) => verifyLink(services, input),
});

const anyForm = operation({
  ...declared,
  id: 'web.flow',
  route: 'POST /auth/:provider/form/:flow',
  summary: 'A form of a sign-in method: asks for a link, or signs in',
  params: Type.Object({ provider: Type.String(), flow: Type.String() }),
  problems: ['provider_unavailable', 'unknown_flow'],
  perMinute: 10,
  run: async (input, services: FormServices) => {
    const { provider, flow } = input.params;
    const { begin } = services.identity.doors.methods.flow(provider, flow);
    const isFirst = begin !== undefined && input.body['token'] === undefined;
    return isFirst
      ? beginByForm(services, { provider, flow, input })
      : completeByForm(services, { provider, flow, input });
  },
});

const signedOut = operation({
  id: 'web.sign_out_page',
  route: 'GET /logout',
  summary: 'The button that signs out; opening the page changes nothing',
  who: 'public',
  result: page,
  run: async ({ request }, { web }: FormServices) =>
    reply({ html: web.message('Sign out', { action: '/auth/logout', button: 'Sign out' }, request.id) }),
});

/** The forms of signing in, for browsers with and without script. */
export const signInFormOperations = [
  passwordForm,
  resetRequest,
  resetConfirm,
  setupRequest,
  setupConfirm,
  verify,
  anyForm,
  signedOut,
];
