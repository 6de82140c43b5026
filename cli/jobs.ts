import { setTimeout as wait } from 'node:timers/promises';
import { defineError, type PlatformError } from '@agnes/sdk/errors';
import type { HttpClient } from './http/client.ts';
import { type ServerEvent, serverEvents } from './http/server-events.ts';
import { type JsonObject, objectOf, readJson, textOf } from './json/values.ts';
import type { Session } from './session/session.ts';
import { fieldLines } from './terminal/field-lines.ts';
import { cellText } from './terminal/text-table.ts';

const pauseMs = 1000;
// The server sends a comment every 15 seconds; longer silence means the connection is dead.
const silenceSeconds = 60;
const final = new Set(['succeeded', 'partial', 'failed', 'cancelled', 'needs_confirmation']);

/** Every state a job can be in. */
export const jobStatuses = ['queued', 'running', 'cancelling', ...final] as const;

const jobNotDone = defineError<{ id: string; status: string; reason: string }>({
  code: 'job_not_done',
  kind: 'internal',
  message: ({ id, status, reason }) => `Job ${id} is ${status}${reason && `: ${reason}`}`,
  hint: ({ id, status }) =>
    status === 'needs_confirmation'
      ? `An administrator answers with: agnes jobs confirm ${id} (or --decline)`
      : `See what happened with: agnes jobs show ${id} --json`,
});

/** Where a job is on the server. */
export const jobPath = (id: string): string => `/api/jobs/${encodeURIComponent(id)}`;

/** One job. */
export const jobOf = (http: HttpClient, id: string): Promise<JsonObject> =>
  http.object({ path: jobPath(id) });

/** Tells on stderr (with `--json` on stdout) what happens to a job, until nothing more will. */
export const followJob = async (session: Session, id: string, told = tell): Promise<JsonObject> => {
  const http = await session.http();
  let last: string | undefined;
  for (;;) {
    for await (const event of eventsOf(http, id, last)) {
      last = event.id ?? last;
      await told(session, event);
      if (isLast(event)) break;
    }
    const job = await jobOf(http, id);
    if (final.has(String(job['status']))) return job;
    await wait(pauseMs, undefined, { signal: session.world.interrupted });
  }
};

/** The failure a finished job stands for; nothing when it succeeded. */
export const jobFailure = (job: JsonObject): PlatformError | undefined => {
  const status = String(job['status']);
  if (status === 'succeeded') return undefined;
  const { confirm, error } = job;
  const reason = textOf(objectOf(confirm)['question']) ?? textOf(objectOf(error)['message']) ?? '';
  return jobNotDone({ id: String(job['id']), status, reason });
};

/** What people want to know of a job. */
export const jobLines = (job: JsonObject): readonly string[] => {
  const { done, total, unit, message } = objectOf(job['progress']);
  const progress =
    done === undefined ? undefined : `${done} of ${total ?? '?'} ${unit ?? ''} ${message ?? ''}`;
  return fieldLines({
    id: job['id'],
    kind: job['kind'],
    status: job['status'],
    created: job['created_at'],
    finished: job['finished_at'],
    progress,
    error: objectOf(job['error'])['message'],
    question: objectOf(job['confirm'])['question'],
  });
};

// A job that waits for a confirmation keeps its stream open.
const isLast = ({ type, data }: ServerEvent): boolean =>
  type === 'end' || (type === 'state' && final.has(String(objectOf(readJson(data))['status'])));

const eventsOf = async function* (
  http: HttpClient,
  id: string,
  last: string | undefined,
): AsyncGenerator<ServerEvent> {
  const answer = await http.send({
    path: `${jobPath(id)}/events`,
    headers: { Accept: 'text/event-stream', ...(last !== undefined && { 'Last-Event-ID': last }) },
    seconds: silenceSeconds,
  });
  if (answer.statusCode !== 200) throw await http.refusal(answer);
  try {
    yield* serverEvents(answer);
  } catch (error) {
    const failure = http.translated(error);
    if (failure.code === 'interrupted') throw failure;
    // A stream that breaks off is taken up again after the last event seen.
  }
};

const tell = async (session: Session, event: ServerEvent): Promise<void> => {
  const { type, data, id } = event;
  if (!session.out.manner.json) return noteEvent(session, event);
  await session.out.json({ event: type, id, data: readJson(data) ?? data });
};

/** Tells one event on stderr. */
export const noteEvent = async ({ out }: Session, { type, data }: ServerEvent): Promise<void> => {
  const value = readJson(data);
  const { status, message, question, name, done, total, unit } = objectOf(value);
  const count = done === undefined ? undefined : `${done}/${total ?? '?'} ${unit ?? ''}`.trim();
  const words = [type, name, status, count, message ?? question].filter(
    (word) => word !== undefined && word !== null,
  );
  out.note(words.map(cellText).join(' '));
};
