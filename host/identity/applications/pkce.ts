import { createHash } from 'node:crypto';
import { invalidRequest } from './errors.ts';

/** What an application commits itself to before it gets a code. */
interface Challenge {
  readonly code_challenge?: string | undefined;
  readonly code_challenge_method?: string | undefined;
}

/** The challenge; throws unless it is one of the method S256 (RFC 7636). */
export const challengeOf = ({ code_challenge, code_challenge_method }: Challenge): string => {
  if (code_challenge_method !== 'S256')
    throw invalidRequest({ reason: '`code_challenge_method` has to be "S256".' });
  if (code_challenge === undefined || !/^[\w-]{43}$/.test(code_challenge))
    throw invalidRequest({ reason: '`code_challenge` has to be a SHA-256 hash in base64url.' });
  return code_challenge;
};

/** Whether whoever brings a code is who asked for it. */
export const isVerified = (challenge: string, verifier: string | undefined): boolean =>
  verifier !== undefined &&
  /^[\w.~-]{43,128}$/.test(verifier) &&
  createHash('sha256').update(verifier).digest('base64url') === challenge;
