import type { SignInOutcome } from '@agnes/sdk';
import type { Instance } from './settings.ts';

/** Who a verified ID token names. */
export const claimOf = (
  claims: Readonly<Record<string, unknown>>,
  { issuer, require_email_verified }: Pick<Instance, 'issuer' | 'require_email_verified'>,
): SignInOutcome => {
  const { sub: subject, email, email_verified: verified, name } = claims;
  if (typeof subject !== 'string' || subject === '') return undefined;
  if (typeof email !== 'string' || email === '') return { reject: 'no_email' };
  return {
    issuer,
    subject,
    email,
    emailVerified: verified === true || !require_email_verified,
    ...(typeof name === 'string' && name !== '' && { name }),
  };
};
