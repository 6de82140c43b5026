import { randomBytes } from 'node:crypto';
import { cookieIn } from '../../http/cookie-in.ts';
import type { Input } from '../../http/operation.ts';
import type { Cookie } from '../../http/reply.ts';
import type { Asker } from './attempt.ts';

const browserCookie = 'agnes_browser';

/** Who is at the other end of a request, for a sign-in. */
export const askerOf = ({ request, intent }: Pick<Input, 'request' | 'intent'>): Asker => {
  const browser = cookieIn(request.headers['cookie'], browserCookie);
  return { ip: request.ip, userAgent: request.userAgent, intent, ...(browser !== undefined && { browser }) };
};

/** The same for a browser that asks for a link, and the cookie by which it is known when it comes back. */
export const rememberedAsker = (
  input: Pick<Input, 'request' | 'intent'>,
): { asker: Asker; cookie: Cookie } => {
  const asker = askerOf(input);
  const browser = asker.browser ?? randomBytes(16).toString('base64url');
  const cookie = { name: browserCookie, value: browser, maxAgeSeconds: 7 * 24 * 60 * 60 };
  return { asker: { ...asker, browser }, cookie };
};
