import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Cookie } from '../../http/reply.ts';

/** Name of the cookie that ties a handshake to the browser that began it. */
export const preLoginCookie = 'agnes_login';

/** How long a handshake may take, in seconds. */
export const handshakeSeconds = 600;

/** The cookie for a handshake: its token and proof that the host made it, so that made-up ones cost no look-up. */
export const cookieFor = (key: Uint8Array, token: string): Cookie => ({
  name: preLoginCookie,
  value: `${token}.${macOf(key, token).toString('base64url')}`,
  maxAgeSeconds: handshakeSeconds,
});

/** Takes the cookie away from the browser. */
export const clearedPreLogin: Cookie = { name: preLoginCookie, value: '', maxAgeSeconds: 0 };

/** The token in a cookie, or nothing when the host has not made it. */
export const tokenIn = (key: Uint8Array, cookie: string | undefined): string | undefined => {
  const [token = '', mac = ''] = (cookie ?? '').split('.');
  const [given, made] = [Buffer.from(mac, 'base64url'), macOf(key, token)];
  return given.length === made.length && timingSafeEqual(given, made) ? token : undefined;
};

const macOf = (key: Uint8Array, token: string): Buffer => createHmac('sha256', key).update(token).digest();
