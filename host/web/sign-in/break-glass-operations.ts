import { isPlatformError, Type } from '@agnes/sdk';
import { operation } from '../../http/operation.ts';
import { reply } from '../../http/reply.ts';
import { headers, maxBody } from '../../identity/operations.ts';
import { sessionCookie } from '../../identity/session-cookie.ts';
import { breakGlassPath } from '../../identity/setup/break-glass-grants.ts';
import { askerOf } from '../../identity/sign-in/asker.ts';
import { bareFrame } from '../frame.ts';
import type { FormServices } from './form-replies.ts';

const page = Type.String({ description: 'A page.' });
const link = Type.Object(
  { email: Type.String({ maxLength: 320 }), token: Type.String({ maxLength: 200 }) },
  { additionalProperties: false },
);

const breakGlassPage = operation({
  id: 'web.break_glass_page',
  route: `GET ${breakGlassPath}`,
  summary: 'The button that a break-glass link leads to; opening the page uses nothing up',
  who: 'public',
  query: link,
  result: page,
  perMinute: 10,
  run: async ({ query, request }, { web }: FormServices) => {
    const title = 'Sign in as an administrator';
    const view = { ...query, title, action: breakGlassPath, button: 'Sign in', fields: [] };
    const html = web.pages.render('form', bareFrame(web.instance, title, request.id), view);
    return reply({ headers, html });
  },
});

const breakGlassSignIn = operation({
  id: 'web.break_glass',
  route: `POST ${breakGlassPath}`,
  summary: 'Use a break-glass link up; sets the session cookie and needs no plugin',
  who: 'public',
  body: link,
  result: page,
  perMinute: 10,
  maxBody,
  run: async ({ body, ...input }, { web, identity }: FormServices) => {
    const asker = askerOf({ ...input, intent: { ...input.intent, action: 'login' } });
    try {
      const { token } = await identity.doors.breakGlass.signIn(body, asker);
      return reply({ headers, cookies: [sessionCookie(token)], redirect: '/dashboard' });
    } catch (cause) {
      if (!isPlatformError(cause) || cause.kind !== 'unauthenticated') throw cause;
      const parts = { status: 401, detail: cause.message, hint: cause.hint };
      return reply({ headers, status: 401, html: web.message('Not signed in', parts, input.request.id) });
    }
  },
});

/** The door behind break-glass links. It opens when every plugin is broken. */
export const breakGlassOperations = [breakGlassPage, breakGlassSignIn];
