import { defineError } from '@agnes/sdk/errors';

/** Too many wrong passwords in a row; the next one is looked at a little later. Accounts that do not exist say it, too. */
export const accountSlowed = defineError<{ retry_after_seconds: number }>({
  code: 'rate_limited',
  kind: 'rate_limited',
  message: ({ retry_after_seconds: seconds }) =>
    `Too many wrong passwords for this account; the next one is looked at in ${seconds} second${seconds === 1 ? '' : 's'}.`,
  hint: 'Wait, or sign in by a link sent to the mailbox.',
});

/** So many wrong passwords in a row that none is looked at any more. Accounts that do not exist say it, too. */
export const passwordLocked = defineError({
  code: 'password_locked',
  kind: 'unauthenticated',
  message: () => 'After too many wrong passwords this account takes none any more.',
  hint: 'Sign in by a link sent to the mailbox, reset the password, or ask an administrator.',
});
