import type { Kysely, Updateable } from 'kysely';
import { newId } from '../../store/new-id.ts';
import type { Tables } from '../../store/tables.ts';
import { scheduleExists, scheduleInvalid, scheduleNotFound } from './errors.ts';
import { parseSchedule, type Schedule } from './grammar.ts';
import { changeSchedule, findSchedule, findTwin, insertSchedule } from './repository.ts';
import { badSchedule } from './review.ts';
import type { CatchUp, DefaultSchedule, StoredSchedule } from './schedule.ts';
import { firstRun, type Planning, slotAfter } from './slots.ts';

type Tx = Kysely<Tables>;
type Changes = Updateable<Tables['schedules']>;

/** A schedule to be. */
export interface ScheduleDraft {
  readonly kind: string;
  readonly target: string;
  readonly spec: string;
  readonly enabled: boolean;
  readonly catchUp: CatchUp;
  readonly payload?: unknown;
  readonly createdBy: string;
}

/** What an administrator changes; what is absent stays. */
export interface ScheduleChanges {
  readonly spec?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly catchUp?: CatchUp | undefined;
  readonly payload?: unknown;
  readonly changedBy: string;
}

/** Who declared what nobody has changed. */
const host = 'system:host';

/** Adds a schedule of the host, or follows its new default as long as nobody has changed it. */
export const ensureSchedule = async (tx: Tx, wanted: DefaultSchedule, planning: Planning): Promise<void> => {
  const row = await findSchedule(tx, wanted.id);
  if (!row) return insertSchedule(tx, rowOf({ ...wanted, enabled: true, createdBy: host }, planning));
  if (row.createdBy !== host || row.spec === wanted.spec) return;
  await changeSchedule(tx, row.id, { spec: wanted.spec, ...replanned(row, wanted.spec, planning) });
};

/** Adds a schedule and answers its id. */
export const addSchedule = async (
  tx: Tx,
  draft: ScheduleDraft,
  { kinds, ...planning }: Planning & { readonly kinds: readonly string[] },
): Promise<string> => {
  if (!kinds.includes(draft.kind)) throw unknownKind(draft.kind, kinds);
  const twin = await findTwin(tx, draft);
  if (twin !== undefined) throw scheduleExists({ kind: draft.kind, target: draft.target, id: twin });
  const row = rowOf({ ...draft, id: newId() }, planning);
  await insertSchedule(tx, row);
  return row.id;
};

/** Changes a schedule. A new text, or switching it on, plans it anew: what it missed meanwhile is not made up for. */
export const editSchedule = async (
  tx: Tx,
  { id, spec, enabled, catchUp, payload, changedBy }: ScheduleChanges & { readonly id: string },
  planning: Planning,
): Promise<void> => {
  const row = await findSchedule(tx, id);
  if (!row) throw scheduleNotFound({ schedule: id });
  const isNew = (spec !== undefined && spec !== row.spec) || (enabled === true && !row.enabled);
  await changeSchedule(tx, id, {
    ...(spec !== undefined && { spec }),
    ...(enabled !== undefined && { enabled }),
    ...(catchUp !== undefined && { catch_up: catchUp }),
    ...(payload !== undefined && { payload: JSON.stringify(payload) }),
    ...(isNew && replanned(row, spec ?? row.spec, planning)),
    created_by: changedBy,
  });
};

/** A schedule that is planned anew, from now on. */
export const replanned = (row: StoredSchedule, spec: string, planning: Planning): Changes => {
  const schedule = scheduleOf(spec);
  const last = row.lastSlot?.getTime();
  const next = last === undefined ? firstRun(schedule, planning) : slotAfter(schedule, last, planning.now);
  return {
    next_run_at: new Date(next),
    failures: 0,
    ...(row.lastStatus === badSchedule && { last_status: null }),
  };
};

const rowOf = (
  { id, kind, target, spec, catchUp, payload, createdBy, enabled }: ScheduleDraft & { readonly id: string },
  planning: Planning,
) => ({
  id,
  kind,
  target,
  spec,
  enabled,
  catch_up: catchUp,
  payload: payload === undefined ? null : JSON.stringify(payload),
  next_run_at: new Date(firstRun(scheduleOf(spec), planning)),
  last_slot_at: null,
  last_run_at: null,
  last_job_id: null,
  last_status: null,
  failures: 0,
  created_by: createdBy,
});

const scheduleOf = (spec: string): Schedule => {
  const parsed = parseSchedule(spec);
  if (parsed.ok) return parsed.schedule;
  const msg = `"${spec}" is no schedule: it goes wrong at character ${parsed.position + 1}`;
  const hint = 'Write `every <N>m`, `every <N>h` or `daily HH:MM[,HH:MM…]`, in UTC.';
  throw scheduleInvalid({ errors: [{ loc: '/spec', type: 'bad_schedule', msg }], hint });
};

const unknownKind = (kind: string, kinds: readonly string[]) =>
  scheduleInvalid({
    errors: [{ loc: '/kind', type: 'unknown_kind', msg: `"${kind}" is no kind of job that runs here` }],
    hint: `Use one of ${kinds.toSorted().join(', ')}.`,
  });
