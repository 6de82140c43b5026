import type { CorsOrigins } from '../http/cors.ts';
import { corsOriginInvalid } from './errors.ts';

const builtIn = ['http://localhost:3000', 'http://localhost:8000'];

/** Origins of `CORS_ORIGINS`, which the operator trusts, else the built-in ones, which may only read. */
export const corsOrigins = (env: Readonly<Record<string, string | undefined>>): CorsOrigins => {
  const listed = (env['CORS_ORIGINS'] ?? '')
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '');
  if (listed.length === 0) return { allowed: builtIn, trusted: [] };
  for (const value of listed) if (!isOrigin(value)) throw corsOriginInvalid({ value });
  return { allowed: listed, trusted: listed };
};

const isOrigin = (text: string): boolean =>
  /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text;
