import type { Run } from '../../../command.ts';
import { badUsage } from '../../../errors.ts';
import { runHostProgram } from '../../../programs/host.ts';
import { confirmAlways } from '../../../terminal/prompt.ts';
import { safeText } from '../../../terminal/safe-text.ts';

/** Makes somebody an administrator for a day, on the server, whether the host runs or not. */
export const run: Run = async (input, session) => {
  const [email = ''] = input.args;
  const reason = input.text('reason')?.trim();
  if (!reason) {
    throw badUsage({
      reason: 'A reason is missing; it goes into the audit log.',
      hint: `Example: agnes admin break-glass grant-admin ${safeText(email)} --reason "sign-in with Google is down"`,
    });
  }
  await confirmAlways(session, `Make ${safeText(email)} an administrator for 24 hours?`);
  const command = 'admin break-glass grant-admin';
  return runHostProgram(session, { command, args: ['break-glass', email, reason] });
};
