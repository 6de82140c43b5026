import { domainToASCII } from 'node:url';
import { invalidEmail, reservedEmail } from '../errors.ts';

/** The form under which addresses are compared: NFKC, trimmed, lower-case, ASCII domain. */
export const emailKey = (email: string): string => {
  const plain = email.normalize('NFKC').trim().toLowerCase();
  const at = plain.lastIndexOf('@');
  if (at < 0) return plain;
  const domain = plain.slice(at + 1);
  return `${plain.slice(0, at)}@${domainToASCII(domain) || domain}`;
};

/** What a user is called until somebody says otherwise: the part before the `@`. */
export const localPart = (email: string): string => email.trim().slice(0, email.trim().lastIndexOf('@'));

/** Throws unless a person could have this address. */
export const checkEmail = (email: string): void => {
  const key = emailKey(email);
  if (key.length > 254 || !/^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(key)) throw invalidEmail({ email });
  if (key.endsWith('@system.local')) throw reservedEmail({ email });
};
