import { defineError } from '@agnes/sdk';

/** Break-glass is for people who are here already; a typing mistake must not make an administrator. */
export const userUnknown = defineError<{ email: string; similar: readonly string[] }>({
  code: 'user_unknown',
  kind: 'not_found',
  message: ({ email }) => `There is no user "${email}".`,
  hint: ({ similar }) =>
    similar.length > 0
      ? `Did you mean ${similar.join(' or ')}?`
      : 'Name somebody who has an account here; break-glass makes none.',
});

/** Whoever reads the audit log later has to learn why. */
export const blankReason = defineError({
  code: 'blank_reason',
  kind: 'bad_request',
  message: () => 'The reason is blank.',
  hint: 'Say why in a few words, such as --reason "sign-in with Google is down".',
});
