import { authFailed, badRequest, forbidden } from './errors.ts';

/** The extension tells its errors as text, and no more than this can be read out of it; any other comes back as it is. */
export const failureInWords = (reason: string, cause: unknown): unknown => {
  if (/\b401\b|unauthenticated|invalid credentials/i.test(reason)) {
    return authFailed({ reason: `the token is refused (${reason}).` }, { cause });
  }
  if (/\b403\b|forbidden/i.test(reason)) return forbidden({ reason }, { cause });
  if (/\b400\b|bad request/i.test(reason)) return badRequest({ reason }, { cause });
  return cause;
};
