import type { Run } from '../../command.ts';
import { Patient } from '../../diagnose/patient.ts';
import { notVerified } from '../../instance/errors.ts';
import { verify } from '../../instance/verify.ts';
import { safeText } from '../../terminal/safe-text.ts';

/** Reads every part of the instance. What could not be read is wrong, never left out. */
export const run: Run = async (_input, session) => {
  const verified = await verify(new Patient(session));
  const failed = verified.filter(({ state }) => state !== 'ok').map(({ check }) => check);
  return {
    data: { checks: verified.map(({ fix = null, ...one }) => ({ ...one, fix })) },
    text: verified.map(({ check, state, reason, fix }) =>
      safeText(`${state.padEnd(4)}  ${check.padEnd(8)}  ${reason}${fix === undefined ? '' : ` → ${fix}`}`),
    ),
    ...(failed.length > 0 && { failure: notVerified({ failed }) }),
  };
};
