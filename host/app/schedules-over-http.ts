import { type SchedulesDoor, type ServiceSchedule, Type } from '@agnes/sdk';
import { laterChecker } from '../http/later-checker.ts';
import { everySeconds } from '../jobs/clock.ts';
import { isoUtc } from '../store/iso-utc.ts';
import { scheduleNotCalled, schedulesUnreadable } from './errors.ts';

interface Reach {
  /** Origin of the host. */
  readonly url: string;
  readonly token: string;
}

const call = Type.Object({
  method: Type.Union([Type.Literal('GET'), Type.Literal('POST')]),
  path: Type.String({ pattern: '^/' }),
  timeout_s: Type.Integer({ minimum: 1 }),
});

const answerOf = laterChecker(
  Type.Object({
    schedules: Type.Array(
      Type.Object({
        id: Type.String(),
        enabled: Type.Boolean(),
        next_run: Type.Union([Type.String(), Type.Null()]),
        call: Type.Union([call, Type.Null()]),
        payload: Type.Optional(Type.Unknown()),
      }),
    ),
  }),
);

const listTimeout = 30_000;

/** The way of a process of its own to what recurs: it knows the host's address and the token of the scheduler. */
export const schedulesOverHttp = ({ url, token }: Reach): SchedulesDoor => {
  const headers = { Authorization: `Bearer ${token}`, Accept: 'application/json' };
  const payloads = new Map<string, unknown>();
  return {
    list: async () => {
      const answer = await read(`${url}/api/admin/schedules`, headers);
      for (const { id, payload } of answer.schedules) payloads.set(id, payload);
      return answer.schedules.filter(({ enabled, call }) => enabled && call).map(scheduleOf);
    },
    fire: async ({ id, nextRun = 0, call: request }) => {
      if (!request) return;
      const key = `${id}:${isoUtc(new Date(nextRun))}`;
      const response = await fetch(new URL(request.path, url), {
        method: request.method,
        ...sent(request.method === 'POST' && payloads.get(id), { ...headers, 'Idempotency-Key': key }),
        redirect: 'error',
        signal: AbortSignal.timeout(request.timeoutS * 1000),
      });
      await response.body?.cancel();
      if (response.status >= 400) throw scheduleNotCalled({ schedule: id, status: response.status });
    },
    tick: (seconds, pass) => {
      pass();
      return everySeconds(seconds, pass);
    },
  };
};

/** With the parameters that an administrator gave the schedule. */
const sent = (payload: unknown, headers: Readonly<Record<string, string>>) =>
  payload
    ? { headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify(payload) }
    : { headers };

const read = async (url: string, headers: Readonly<Record<string, string>>) => {
  const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(listTimeout) });
  if (response.status !== 200) throw schedulesUnreadable({ url, reason: `it answered ${response.status}` });
  const checked = answerOf(await response.json());
  if (!checked.ok) throw schedulesUnreadable({ url, reason: checked.faults[0]?.msg ?? 'it is no list' });
  return checked.value;
};

type Listed = Awaited<ReturnType<typeof read>>['schedules'][number];

const scheduleOf = ({ id, next_run: next, call: request }: Listed): ServiceSchedule => ({
  id,
  ...(next !== null && { nextRun: Date.parse(next) }),
  ...(request && { call: { method: request.method, path: request.path, timeoutS: request.timeout_s } }),
});
