import { defineError, type PlatformError } from '@agnes/sdk/errors';
import type { Outcome } from '../command.ts';
import { followJob, jobFailure, noteEvent } from '../jobs.ts';
import { type JsonObject, objectOf, objectsOf, textOf } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import { confirmAlways } from '../terminal/prompt.ts';
import { safeText } from '../terminal/safe-text.ts';
import { cellText } from '../terminal/text-table.ts';
import { newPowersIn, planLines } from './plan-lines.ts';

/** Longest a server may take to fetch what is planned. */
const fetchSeconds = 300;

const planHasProblems = defineError<{ problems: readonly string[] }>({
  code: 'plan_has_problems',
  kind: 'invalid',
  message: ({ problems }) => `The plan cannot be applied: ${problems.join(' ')}`,
  hint: 'Put right what the plan names, then make it again.',
});

const changeFailed = defineError<{ reason: string; job_id: string; runs: string }>({
  code: 'plugin_change_failed',
  kind: 'internal',
  message: ({ reason, runs }) => `The plugins were not changed: ${reason} ${runs}`,
  hint: ({ job_id }) => `Put it right and plan anew. See what happened with: agnes jobs show ${job_id}`,
});

/** Has the server work out a change; nothing of it is done. */
export const planOf = async (session: Session, body: JsonObject): Promise<JsonObject> => {
  const http = await session.http();
  return http.object({ method: 'POST', path: '/api/admin/plugins/plan', body, seconds: fetchSeconds });
};

/** What keeps a plan from being applied, as a failure. */
export const planFailure = (plan: JsonObject): PlatformError | undefined => {
  const problems = objectsOf(plan['problems']).map(({ message }) => cellText(message));
  return problems.length > 0 ? planHasProblems({ problems }) : undefined;
};

/** Plans, shows, asks, applies: what people mean by installing. */
export const planAndApply = async (session: Session, body: JsonObject): Promise<Outcome> => {
  const plan = await planOf(session, body);
  const failure = planFailure(plan);
  const lines = planLines(plan);
  if (failure || objectsOf(plan['actions']).length === 0)
    return { data: { plan }, text: lines, ...(failure && { failure }) };
  // Whoever is asked has to see about what.
  if (session.saysYes) session.out.note(lines.join('\n'));
  else session.out.say(lines.join('\n'));
  await confirmAlways(session, 'Do this, with every capability it names?');
  const { data, ...outcome } = await applyPlan(session, plan, newPowersIn(plan));
  return { ...outcome, data: { plan, ...data } };
};

/** Applies a plan and follows its job to the end. */
export const applyPlan = async (
  session: Session,
  { plan_id, plan_hash }: JsonObject,
  approve: readonly string[],
): Promise<Outcome> => {
  const http = await session.http();
  const body = { plan_id, plan_hash, approve };
  return followChange(session, await http.object({ method: 'POST', path: '/api/admin/plugins/apply', body }));
};

/** Follows the job of a change; when it fails, says why and what runs on. */
export const followChange = async (session: Session, started: JsonObject): Promise<Outcome> => {
  const id = textOf(started['job_id']) ?? '';
  const job = await followJob(session, id, noteEvent);
  const failed = jobFailure(job) !== undefined;
  const current = await (await session.http()).object({ path: '/api/admin/plugins' });
  const generation = current['generation'];
  const data = { job, generation };
  if (!failed) return { data, text: [`Generation ${cellText(generation)} of the plugins runs.`] };
  const reason = textOf(objectOf(job['error'])['message']) ?? `the job is ${cellText(job['status'])}.`;
  const runs =
    generation === null ? 'What was there before runs on.' : `Generation ${cellText(generation)} runs on.`;
  return { data, failure: changeFailed({ reason: safeText(reason), job_id: id, runs }) };
};
