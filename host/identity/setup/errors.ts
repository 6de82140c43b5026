import { defineError } from '@agnes/sdk/errors';

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

/** A break-glass link that is wrong, used, too old, or whose user has been switched off since. */
export const breakGlassLinkInvalid = defineError({
  code: 'break_glass_link_invalid',
  kind: 'unauthenticated',
  message: () => 'This link does not work: it was used, it is older than an hour, or a newer one was made.',
  hint: 'Make a new one on the server: agnes admin break-glass grant-admin EMAIL --reason REASON',
});
