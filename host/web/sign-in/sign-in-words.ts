import { isPlatformError } from '@agnes/sdk/errors';
import { entryOf } from '../entry-of.ts';

/** What the sign-in page says to a word in `?error=`. */
const words: Readonly<Record<string, string>> = {
  invalid: 'E-mail or password is wrong.',
  deactivated: 'This account is deactivated. Ask an administrator.',
  rate_limited: 'Too many tries. Wait a moment, then try again.',
  busy: 'Too many people are signing in at this moment. Try again in a few seconds.',
  link_invalid: 'This link is not valid any more: it was used, it is too old, or a newer one was sent.',
  weak_password: 'Choose another password: at least 8 characters, and not one that is on every list.',
  passwords_differ: 'The two passwords are not the same.',
  password_locked:
    'Too many wrong passwords. Sign in another way, ask for a new password, or ask an administrator.',
  no_email: 'The account of the identity provider has no e-mail address.',
  email_not_verified: 'The identity provider has not verified the e-mail address of this account.',
  domain_not_allowed: 'People of this e-mail domain may not sign in here.',
  not_in_allowed_group: 'This account is in none of the groups that may sign in here.',
  oauth_failed: 'Signing in with the identity provider failed. Start again.',
  step_unavailable: 'This host cannot send mail now. Ask an administrator, who can make a link for you.',
  not_configured: 'This way to sign in is not set up here.',
};

/** The sentence for a word; a word nobody knows is a plain failure. */
export const sentenceFor = (word: string): string =>
  entryOf(words, word) ??
  (word.endsWith('_not_configured') ? words['not_configured'] : undefined) ??
  'Signing in failed.';

const wordOfCode: Readonly<Record<string, string>> = {
  invalid_credentials: 'invalid',
  user_not_found: 'oauth_failed',
  account_deactivated: 'deactivated',
  account_inactive: 'deactivated',
};

/** The word that goes into the address for a refusal; what is no refusal is thrown on. */
export const wordFor = (cause: unknown, provider: string): string => {
  if (!isPlatformError(cause) || cause.kind === 'internal') throw cause;
  const { code, details } = cause;
  if (code === 'sign_in_rejected') return String(details['code']);
  if (code === 'provider_unavailable') return `${provider.split(':')[0]}_not_configured`;
  return entryOf(wordOfCode, code) ?? (Object.hasOwn(words, code) ? code : 'oauth_failed');
};

const notices: Readonly<Record<string, string>> = {
  password_reset: 'The new password is set, and every other session of yours has ended.',
  signed_out: 'You are signed out.',
};

/** The sentence for a word in `?msg=`; nothing for a word nobody knows. */
export const noticeFor = (word: string | undefined): string | undefined => entryOf(notices, word);
