import type { Cookie } from '../http/reply.ts';
import { sessionSeconds } from './credentials/sessions.ts';

/** The browser's form of a session. */
export const sessionCookie = (token: string): Cookie => ({
  name: 'access_token',
  value: token,
  maxAgeSeconds: sessionSeconds,
});

/** Takes the session cookie away from the browser. */
export const clearedCookie: Cookie = { name: 'access_token', value: '', maxAgeSeconds: 0 };
