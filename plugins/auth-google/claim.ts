import type { SignInOutcome } from '@agnes/sdk';
import type { Settings } from './settings.ts';

/**
 * Who an ID token of Google names. The host has verified it, and decides on the address and its domain.
 *
 * The `hd` that the browser was sent with is a wish; only the claim says whose account it is.
 */
export const claimOf = (
  claims: Readonly<Record<string, unknown>>,
  { endpoints: { issuer }, hosted_domain }: Pick<Settings, 'endpoints' | 'hosted_domain'>,
): SignInOutcome => {
  const [subject, email, name, hd] = ['sub', 'email', 'name', 'hd'].map((key) => textOf(claims[key]));
  if (subject === undefined) return undefined;
  if (email === undefined) return { reject: 'no_email' };
  if (hosted_domain !== undefined && hd !== hosted_domain) return { reject: 'domain_not_allowed' };
  const emailVerified = claims['email_verified'] === true;
  return { issuer, subject, email, emailVerified, ...(name && { name }), ...(hd && { hd }) };
};

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
