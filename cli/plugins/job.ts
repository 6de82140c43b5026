import { defineError, type PlatformError } from '@agnes/sdk/errors';
import type { Outcome } from '../command.ts';
import { badUsage } from '../errors.ts';
import type { Input } from '../input.ts';
import { followJob, jobFailure, jobLines } from '../jobs.ts';
import { type JsonObject, objectOf, objectsOf, readJson, textOf } from '../json/values.ts';
import type { Session } from '../session/session.ts';
import { safeText } from '../terminal/safe-text.ts';

/** Which job, and whether its end is waited for. */
export interface PluginJobCall {
  /** `publisher/slug`. */
  readonly plugin: string;
  readonly name: string;
  readonly isAwaited: boolean;
  /** What the command itself gives the job, beside `--param`. */
  readonly params?: JsonObject;
}

const jobHasFailures = defineError<{ id: string; reason: string }>({
  code: 'job_has_failures',
  kind: 'internal',
  message: ({ id, reason }) => `Job ${id} has ended, and ${reason}.`,
  hint: ({ id }) => `See what happened with: agnes jobs show ${id} --json`,
});

/** Starts a job of a plugin. With its end waited for, the outcome is that of the job and of what it reports. */
export const runPluginJob = async (
  input: Input,
  session: Session,
  { plugin, name, isAwaited, params }: PluginJobCall,
): Promise<Outcome> => {
  const http = await session.http();
  const source = input.text('source');
  const body = {
    ...params,
    ...paramsIn(input.texts('param')),
    ...(source !== undefined && { connection: source }),
  };
  const address = plugin.split('/').map(encodeURIComponent).join('/');
  const path = `/x/${address}/jobs/${encodeURIComponent(name)}`;
  const started = await http.object({ method: 'POST', path, body });
  const id = textOf(started['job_id']) ?? '';
  if (!isAwaited) return { data: started, text: [`Follow it with: agnes jobs watch ${safeText(id)}`] };
  const job = await followJob(session, id);
  const failure = jobFailure(job) ?? reportedFailure(job);
  return { data: { job }, text: [...jobLines(job), ...resultLines(job)], ...(failure && { failure }) };
};

const paramsIn = (texts: readonly string[]): JsonObject =>
  Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      const [name, value] = [text.slice(0, at), text.slice(at + 1)];
      if (at < 1)
        throw badUsage({
          reason: `--param takes name=value, not "${text}".`,
          hint: 'Example: --param count=2 (JSON where it is some, else text)',
        });
      const read = readJson(value);
      return [name, read === undefined ? value : read];
    }),
  );

const resultLines = (job: JsonObject): readonly string[] => {
  const { result } = job;
  return result === null || result === undefined
    ? []
    : JSON.stringify(result, null, 2).split('\n').map(safeText);
};

/** What a job that has ended well reports to have gone wrong: keys that failed, or an alert. */
const reportedFailure = (job: JsonObject): PlatformError | undefined => {
  const whole = objectOf(job['result']);
  const reports = [whole, ...objectsOf(whole['sources'])].map((one) => objectOf(one['result']));
  const reason = reports.map(faultIn).find((fault) => fault !== undefined);
  return reason === undefined ? undefined : jobHasFailures({ id: String(job['id']), reason });
};

const faultIn = ({ failed, alert_level: level }: JsonObject): string | undefined => {
  const count = Array.isArray(failed) ? failed.length : failed;
  if (typeof count === 'number' && count > 0) return `${count} failed`;
  return level === 'ERROR' ? 'its report is an alert' : undefined;
};
