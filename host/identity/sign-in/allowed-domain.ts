import { emailKey } from '../users/email-key.ts';

/**
 * Whose people an identity provider may sign in: comma-separated domains, compared with the part after the last `@`.
 * `*` is everybody; nothing is nobody new, and people who are known already.
 */
export const isDomainAllowed = (rule: string, email: string, isKnown: boolean): boolean => {
  const domains = rule
    .split(',')
    .map((domain) => domain.trim())
    .filter((domain) => domain !== '');
  if (domains.length === 0) return isKnown;
  const own = domainOf(emailKey(email));
  return domains.some((domain) => domain === '*' || domainOf(emailKey(`x@${domain}`)) === own);
};

const domainOf = (key: string): string => key.slice(key.lastIndexOf('@') + 1);
