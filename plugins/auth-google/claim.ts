import type { SignInOutcome } from '@agnes/sdk';
import type { Settings } from './settings.ts';

/**
 * Who an ID token of Google names. The host has verified it, and decides on the address and its domain.
 *
 * The `hd` that the browser was sent with is a wish; only the claim says whose account it is.
 */
export const claimReader =
  ({ endpoints: { issuer }, hosted_domain }: Pick<Settings, 'endpoints' | 'hosted_domain'>) =>
  (claims: Readonly<Record<string, unknown>>): SignInOutcome => {
    const { sub: subject, email, email_verified: verified, name, hd } = claims;
    if (typeof subject !== 'string' || subject === '') return undefined;
    if (typeof email !== 'string' || email === '') return { reject: 'no_email' };
    if (hosted_domain !== undefined && hd !== hosted_domain) return { reject: 'domain_not_allowed' };
    return {
      issuer,
      subject,
      email,
      emailVerified: verified === true,
      ...(typeof name === 'string' && name !== '' && { name }),
      ...(typeof hd === 'string' && { hd }),
    };
  };
