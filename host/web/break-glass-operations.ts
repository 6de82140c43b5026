import { isPlatformError, Type } from '@agnes/sdk';
import { operation } from '../http/operation.ts';
import { reply } from '../http/reply.ts';
import type { Identity } from '../identity/identity.ts';
import { sessionCookie } from '../identity/session-cookie.ts';
import { breakGlassPath } from '../identity/setup/break-glass-grants.ts';
import { bareFrame } from './frame.ts';
import type { Web } from './web.ts';

interface Services {
  readonly web: Web;
  readonly identity: Identity;
}

const page = Type.String({ description: 'A page.' });
const link = Type.Object(
  { email: Type.String({ maxLength: 320 }), token: Type.String({ maxLength: 200 }) },
  { additionalProperties: false },
);
const headers = { 'Cache-Control': 'private, no-store' };

const breakGlassPage = operation({
  id: 'web.break_glass',
  route: `GET ${breakGlassPath}`,
  summary: 'The page behind a break-glass link: a button. Opening it uses nothing up',
  who: 'public',
  query: link,
  result: page,
  perMinute: 10,
  run: async ({ query, request }, { web }: Services) => {
    const frame = bareFrame(web.instance, 'Break-glass', request.id);
    return reply({ headers, html: web.pages.render('break-glass', frame, { ...query, action: breakGlassPath }) });
  },
});

const breakGlassSignIn = operation({
  id: 'web.break_glass_sign_in',
  route: `POST ${breakGlassPath}`,
  summary: 'Sign in with a break-glass link, once; sets the session cookie and needs no sign-in plugin',
  who: 'public',
  body: link,
  result: page,
  problems: ['link_invalid'],
  perMinute: 10,
  maxBody: 4096,
  run: async ({ body, request, intent }, { web, identity }: Services) => {
    const asker = { ip: request.ip, userAgent: request.userAgent, intent: { ...intent, action: 'login' } };
    try {
      const { token } = await identity.doors.breakGlass.signIn(body, asker);
      return reply({ headers, cookies: [sessionCookie(token)], redirect: '/dashboard', status: 303 });
    } catch (cause) {
      if (!isPlatformError(cause) || cause.code !== 'link_invalid') throw cause;
      const view = { status: 401, heading: 'This link does not work', detail: cause.message, hint };
      const frame = bareFrame(web.instance, 'Break-glass', request.id);
      return reply({ headers, status: 401, html: web.pages.render('message', frame, view) });
    }
  },
});

const hint = 'Make a new one on the server: agnes admin break-glass grant-admin EMAIL --reason REASON';

/** The page that break-glass links lead to. It works when every plugin is broken. */
export const breakGlassOperations = [breakGlassPage, breakGlassSignIn];
