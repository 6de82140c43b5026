import { Type } from '@agnes/sdk';
import { isoUtc } from '../../store/iso-utc.ts';
import { catchUps, type ListedSchedule } from './schedule.ts';

const maybe = (description: string) => Type.Union([Type.String(), Type.Null()], { description });

/** What becomes of missed slots, as a word. */
export const catchUpWord = Type.Union(
  catchUps.map((word) => Type.Literal(word)),
  { description: 'What was missed while the host was down: run once, or dropped.' },
);

/** A schedule as clients see it. */
export const scheduleSchema = Type.Object({
  id: Type.String(),
  kind: Type.String({ examples: ['sync.run'] }),
  target: Type.String({ description: 'What of its kind; empty: all.' }),
  spec: Type.String({ description: '`every <N>m`, `every <N>h` or `daily HH:MM[,HH:MM…]`, in UTC.' }),
  enabled: Type.Boolean(),
  catch_up: catchUpWord,
  call: Type.Union(
    [Type.Object({ method: Type.String(), path: Type.String(), timeout_s: Type.Integer() }), Type.Null()],
    { description: 'The request that does the same from outside.' },
  ),
  next_run: maybe('When it runs next; a scheduler outside names its run by it. Null: it is not run.'),
  last_slot: maybe('The slot the last run stood for.'),
  last_run: maybe('When a job was last queued.'),
  last_status: maybe('Status of the last job, or `skipped(<why>)`, `failed(bad_schedule)`.'),
  last_job_id: maybe('GET /api/jobs/{id} shows it.'),
  failures: Type.Integer({ description: 'Failures in a row.' }),
  created_by: maybe('A user, or `system:host` for defaults that nobody changed.'),
  payload: Type.Unknown({ description: 'Parameters of its jobs.' }),
});

/** Absent is `null` here: the fields of a schedule do not come and go. */
export const scheduleWire = ({ call, payload, ...schedule }: ListedSchedule) => ({
  id: schedule.id,
  kind: schedule.kind,
  target: schedule.target,
  spec: schedule.spec,
  enabled: schedule.enabled,
  catch_up: schedule.catchUp,
  call: call ? { method: call.method, path: call.path, timeout_s: call.timeoutS } : null,
  next_run: schedule.enabled ? instant(schedule.nextRun) : null,
  last_slot: instant(schedule.lastSlot),
  last_run: instant(schedule.lastRun),
  last_status: schedule.lastStatus ?? null,
  last_job_id: schedule.lastJobId ?? null,
  failures: schedule.failures,
  created_by: schedule.createdBy ?? null,
  payload: payload ?? null,
});

const instant = (date: Date | undefined): string | null => (date ? isoUtc(date) : null);
