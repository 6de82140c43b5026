import { nextRun, parseSchedule } from '../../jobs/schedules/grammar.ts';
import type { Source } from '../../registry/source.ts';
import { noticesAbout } from '../../registry/sources/notices.ts';
import type { OpenEvents } from '../../registry/sources/open-events.ts';
import type { Table } from '../../registry/table.ts';
import { scheduleOf } from '../../registry/table-schedule.ts';
import type { Condition } from '../../store/conditions.ts';
import type { TableState } from '../table-state.ts';
import { isOverdue } from './patience.ts';
import { type OpenRun, type SourceWork, workOn } from './source-work.ts';

/** How a source is doing. `partial`: some of its tables cannot be renewed; `waiting`: it was never read. */
export type SourceState = 'healthy' | 'partial' | 'failing' | 'waiting' | 'empty' | 'disabled';

/** Why a source or some of its tables could not be renewed. */
interface SourceFault {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly since: Date;
}

/** All that is to be said of a source. */
export interface SourceStatus {
  readonly slug: string;
  readonly title: string;
  readonly type: string;
  readonly state: SourceState;
  readonly tables: {
    readonly total: number;
    readonly failed: number;
    readonly stale: number;
    readonly never: number;
  };
  readonly lastSuccess?: Date;
  readonly lastError?: SourceFault;
  /** What its last runs had to remark. */
  readonly notices: ReturnType<typeof noticesAbout>;
  readonly nextRun?: Date;
  readonly work?: SourceWork;
  /** Of a source that events are pushed to. */
  readonly events?: OpenEvents;
}

/** What is known when it is asked for. */
export interface SourceFacts {
  readonly tables: readonly Table[];
  readonly stateOf: (tableId: string) => TableState | undefined;
  readonly conditions: readonly Condition[];
  readonly runs: readonly OpenRun[];
  /** By id of the source; nothing of one that no event is pushed to. */
  readonly eventsOf: (sourceId: string) => OpenEvents | undefined;
  /** When the clock starts the next run of everything that is due; absent when no schedule does. */
  readonly nextTick?: Date | undefined;
  readonly now: number;
}

/** Describes a source from what is known of its tables, conditions and jobs. */
export const sourceStatus = (source: Source, facts: SourceFacts): SourceStatus => {
  const tables = facts.tables.filter((table) => table.sourceId === source.id);
  const states = tables.flatMap(({ id }) => facts.stateOf(id) ?? []);
  const syncs = states.flatMap(({ lastSync }) => lastSync?.getTime() ?? []);
  const work = workOn(facts.runs, { slug: source.slug, tableIds: new Set(tables.map(({ id }) => id)) });
  const lastError = faultOf(source, states, facts.conditions);
  const events = facts.eventsOf(source.id);
  const due = source.enabled ? nextRunOf(tables, facts) : undefined;
  const counts = {
    total: tables.length,
    failed: states.filter(({ error }) => error !== undefined).length,
    stale: tables.filter((table) => isStale(table, facts)).length,
    never: tables.length - syncs.length,
  };
  return {
    slug: source.slug,
    title: source.title,
    type: source.type,
    state: stateOfSource(source, counts, lastError),
    tables: counts,
    ...(syncs.length > 0 && { lastSuccess: new Date(Math.max(...syncs)) }),
    ...(lastError && { lastError }),
    notices: noticesAbout(source, tables, facts.conditions),
    ...(due && { nextRun: due }),
    ...(work && { work }),
    ...(events && { events }),
  };
};

const isStale = (table: Table, { stateOf, now }: SourceFacts): boolean => {
  const since = stateOf(table.id)?.lastSync;
  return since !== undefined && isOverdue(table, { since, now });
};

const stateOfSource = (
  { enabled }: Source,
  { total, failed, never }: SourceStatus['tables'],
  fault: SourceFault | undefined,
): SourceState => {
  if (!enabled) return 'disabled';
  if (fault && (failed === total || isOfSource(fault))) return 'failing';
  if (fault || failed > 0) return 'partial';
  if (total === 0) return 'empty';
  return never === total ? 'waiting' : 'healthy';
};

const isOfSource = ({ code }: SourceFault): boolean =>
  code === 'source_failed' || code === 'source_unreadable';

/** A fault of the whole source first, then the latest of a table. */
const faultOf = (
  source: Source,
  states: readonly TableState[],
  conditions: readonly Condition[],
): SourceFault | undefined => {
  const ids = new Set(states.map(({ id }) => id));
  const faults = conditions.filter(({ severity }) => severity !== 'info');
  const own = faults.filter((one) => one.subjectType === 'source' && one.subjectId === source.id);
  const ofTables = faults.filter((one) => one.subjectType === 'table' && ids.has(one.subjectId));
  const worst = own.find(({ severity }) => severity === 'error') ?? own[0] ?? ofTables.at(-1);
  if (worst) return { code: worst.code, message: worst.why, remedy: worst.remedy, since: worst.since };
  const failed = states.find(({ error }) => error !== undefined);
  if (!failed?.error) return undefined;
  return {
    code: failed.error.code,
    message: `"${failed.name}": ${failed.error.message}`,
    remedy: 'Test the source, then run it again.',
    since: failed.lastAttemptAt ?? new Date(0),
  };
};

/** Nothing runs between two ticks of the clock, however due a table is. */
const nextRunOf = (tables: readonly Table[], { stateOf, nextTick, now }: SourceFacts): Date | undefined => {
  if (!nextTick) return undefined;
  const dues = tables
    .filter(({ queryMode }) => queryMode !== 'remote')
    .flatMap((table) => dueAt(scheduleOf(table), stateOf(table.id)?.lastSync, now) ?? []);
  return dues.length === 0 ? undefined : new Date(Math.max(nextTick.getTime(), Math.min(...dues)));
};

const dueAt = (schedule: string | undefined, last: Date | undefined, now: number): number | undefined => {
  if (schedule === undefined) return now;
  const parsed = parseSchedule(schedule);
  return parsed.ok ? nextRun(parsed.schedule, last, now).getTime() : undefined;
};
