import type { Run } from '../../command.ts';
import { badUsage } from '../../errors.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** Answers people who look for roles. */
export const run: Run = async ({ args: [user = ''] }) => {
  throw badUsage({
    reason: 'There are no roles: what somebody may do follows from their groups.',
    hint: `Administrators are the members of the group Admin: agnes admin group add-member Admin ${safeText(user)}`,
  });
};
