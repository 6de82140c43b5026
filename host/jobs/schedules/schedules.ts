import type { Intent } from '../../http/intent.ts';
import type { Conditions } from '../../store/conditions.ts';
import type { SystemStore } from '../../store/system-store.ts';
import type { Jobs } from '../jobs.ts';
import { type Declared, keepDeclared } from './declared.ts';
import {
  addSchedule,
  editSchedule,
  ensureSchedule,
  type ScheduleChanges,
  type ScheduleDraft,
} from './edit.ts';
import { scheduleNotFound } from './errors.ts';
import { type Fired, type Firing, fire, noteFired } from './fire.ts';
import { allSchedules, findSchedule, lastJobs } from './repository.ts';
import { isOpen, review } from './review.ts';
import type { DefaultSchedule, JobManner, ListedSchedule, ScheduleCall, StoredSchedule } from './schedule.ts';

/** What schedules need. */
export interface SchedulesDeps {
  readonly store: SystemStore;
  readonly conditions: Pick<Conditions, 'raise' | 'clear' | 'open'>;
  readonly jobs: Pick<Jobs, 'wake' | 'kinds'>;
  readonly now: () => number;
  readonly random: () => number;
  /** Id of the user in whose name jobs are queued. */
  readonly owner: () => Promise<string>;
  /** By kind. */
  readonly manners: Readonly<Record<string, JobManner>>;
  /** By id of the schedule: the request that does the same from outside. */
  readonly calls: Readonly<Record<string, ScheduleCall>>;
  /** Milliseconds after which a run counts as missed, not as late. */
  readonly lateness: number;
}

/** What recurs: rows that say when jobs are queued. */
export class Schedules {
  readonly #deps: SchedulesDeps;

  constructor(deps: SchedulesDeps) {
    this.#deps = deps;
  }

  /** Declares a schedule of the host; what an administrator has made of it stays. */
  async ensure(wanted: DefaultSchedule): Promise<void> {
    const planning = this.#planning();
    await this.#deps.store.keep((tx) => ensureSchedule(tx, wanted, planning));
  }

  /** Has those rest whose plugin is off, wakes those whose plugin is on again, and removes what no plugin declares. */
  async keepDeclared(declared: Declared): Promise<void> {
    const planning = { ...this.#planning(), kinds: this.#deps.jobs.kinds() };
    await this.#deps.store.keep((tx) => keepDeclared(tx, declared, planning));
  }

  async list(): Promise<readonly ListedSchedule[]> {
    const { read } = this.#deps.store;
    const [schedules, jobs] = await Promise.all([allSchedules(read), lastJobs(read)]);
    return schedules.map((schedule) => this.#listed(schedule, jobs.get(schedule.id)));
  }

  async create(draft: ScheduleDraft, intent: Intent): Promise<ListedSchedule> {
    const { store, jobs } = this.#deps;
    const planning = this.#planning();
    const id = await store.write(intent, (tx) =>
      addSchedule(tx, draft, { ...planning, kinds: jobs.kinds() }),
    );
    return this.#get(id);
  }

  async update(id: string, changes: ScheduleChanges, intent: Intent): Promise<ListedSchedule> {
    const { store, conditions } = this.#deps;
    await store.write(intent, (tx) => editSchedule(tx, { id, ...changes }, this.#planning()));
    await conditions.clear('schedule', id, 'bad_schedule');
    return this.#get(id);
  }

  /** Takes down how jobs ended, and shows what is wrong. */
  async review(): Promise<void> {
    const { store, conditions } = this.#deps;
    const { broken, sound } = await store.keep((tx) => review(tx, this.#planning()));
    for (const fault of broken) await conditions.raise(fault);
    const open = await conditions.open();
    const over = open.filter(
      ({ subjectType, subjectId }) => subjectType === 'schedule' && sound.includes(subjectId),
    );
    for (const { subjectId } of over) await conditions.clear('schedule', subjectId, 'bad_schedule');
  }

  /** Queues the job of this schedule if it is due; asked twice, it is queued once. */
  async fire(id: string): Promise<Fired> {
    const { store, jobs } = this.#deps;
    const firing = await this.#firing();
    const fired = await store.keep((tx) => fire(tx, id, firing));
    if (fired === 'queued') jobs.wake();
    return fired;
  }

  /** Takes down what a scheduler outside the host has queued for this schedule. */
  async noteFired(id: string): Promise<Fired> {
    const firing = await this.#firing();
    return this.#deps.store.keep((tx) => noteFired(tx, id, firing));
  }

  async #get(id: string): Promise<ListedSchedule> {
    const found = await findSchedule(this.#deps.store.read, id);
    if (!found) throw scheduleNotFound({ schedule: id });
    return this.#listed(found, undefined);
  }

  #listed(schedule: StoredSchedule, job: string | undefined): ListedSchedule {
    const call = this.#deps.calls[schedule.id];
    return {
      ...schedule,
      ...(job !== undefined && isOpen(schedule.lastStatus) && { lastStatus: job }),
      ...(call && { call }),
    };
  }

  #planning() {
    const { now, random } = this.#deps;
    return { now: now(), random };
  }

  async #firing(): Promise<Firing> {
    const { owner, manners, lateness, jobs } = this.#deps;
    return {
      ...this.#planning(),
      owner: await owner(),
      lateness,
      handles: (kind) => jobs.kinds().includes(kind),
      mannerOf: (kind) => manners[kind],
    };
  }
}
