import { isPlatformError, type PlatformError } from '@agnes/sdk/errors';
import type { Session } from '../session/session.ts';
import { adminChecks } from './admin-checks.ts';
import { agentChecks } from './agent-checks.ts';
import type { Check, Component, Finding } from './check.ts';
import { connectionChecks } from './connection-checks.ts';
import { dataChecks } from './data-checks.ts';
import { nothingToCheck } from './errors.ts';
import { Patient } from './patient.ts';
import { type Symptom, symptoms } from './symptoms.ts';

const checks: readonly Check[] = [...connectionChecks, ...dataChecks, ...agentChecks, ...adminChecks];

/** A finding with what it is about. */
export interface Examined extends Finding {
  readonly component: Component;
  /** True when it was mended just now. */
  readonly fixed: boolean;
}

interface Wish {
  readonly component: string | undefined;
  readonly symptom: string | undefined;
  readonly fix: boolean;
}

/** Looks at everything, or at what both filters let through; with `fix` it mends what is safe to mend. */
export const examine = async (
  session: Session,
  { component, symptom, fix }: Wish,
): Promise<readonly Examined[]> => {
  // The table of commands lets no other words through.
  const ofSymptom = symptom === undefined ? undefined : symptoms[symptom as Symptom];
  const chosen = checks.filter(
    (check) =>
      (component === undefined || check.component === component) &&
      (ofSymptom === undefined || ofSymptom.includes(check.component)),
  );
  if (chosen.length === 0) throw nothingToCheck({ component: `${component}`, symptom: `${symptom}` });
  const patient = new Patient(session);
  const examined: Examined[] = [];
  for (const check of chosen) examined.push(await lookAt(check, patient, fix));
  return examined;
};

const lookAt = async (check: Check, patient: Patient, fix: boolean): Promise<Examined> => {
  const { component } = check;
  const finding = await found(check, patient);
  const isWrong = finding.state === 'warn' || finding.state === 'fail';
  if (!fix || !isWrong || !check.mend) return { component, ...finding, fixed: false };
  const again = await found({ ...check, look: (one) => mended(check, one) }, patient);
  return { component, ...again, fixed: again.state === 'ok' };
};

const mended = async ({ mend, look }: Check, patient: Patient): Promise<Finding> => {
  await mend?.(patient);
  return look(patient);
};

const found = async ({ component, look }: Check, patient: Patient): Promise<Finding> => {
  try {
    return await look(patient);
  } catch (error) {
    if (patient.session.world.interrupted.aborted) throw error;
    if (!isPlatformError(error))
      return { state: 'fail', reason: String(error), fix: 'agnes diagnose --verbose' };
    return toldElsewhere(component, error)
      ? { state: 'skip', reason: `not looked at: ${error.message}`, fix: error.hint, unread: true }
      : { state: 'fail', reason: error.message, fix: error.hint };
  }
};

const wayThere = new Set(['server_unreachable', 'server_slow', 'server_moved', 'client_too_old']);

/** The way there fails in the check that is about it; all behind it could not be looked at. */
const toldElsewhere = (component: Component, { code, details }: PlatformError): boolean => {
  const isSignIn = ['not_signed_in', 'server_not_chosen'].includes(code) || details['http'] === 401;
  if (component === 'token' && isSignIn) return false;
  return component !== 'server' && (wayThere.has(code) || isSignIn);
};
