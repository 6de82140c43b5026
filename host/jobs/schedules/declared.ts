import type { Kysely } from 'kysely';
import { endConditions } from '../../store/conditions.ts';
import type { Tables } from '../../store/tables.ts';
import { replanned } from './edit.ts';
import { allSchedules, changeSchedule, deleteSchedule } from './repository.ts';
import type { StoredSchedule } from './schedule.ts';
import type { Planning } from './slots.ts';

/** What plugins declare. */
export interface Declared {
  /** Ids of the schedules of plugins that run. */
  readonly wanted: readonly string[];
  /** Ids of those whose source is off. */
  readonly resting: readonly string[];
  /** Kinds of jobs of plugins that run. */
  readonly running: readonly string[];
  /** Kinds of jobs of plugins that do not run now. */
  readonly dormant: readonly string[];
}

/** Last status of one that rests because its plugin or source does. Who switches it off or on by hand has said more. */
const pluginOff = 'skipped(plugin_off)';
const sourceOff = 'skipped(source_off)';

/**
 * Brings the schedules that plugins have brought in line with the plugins. Those that people made, and those of kinds
 * that the host itself does, stay as they are. `kinds` are all that somebody does here.
 */
export const keepDeclared = async (
  tx: Kysely<Tables>,
  { wanted, resting, running, dormant }: Declared,
  { kinds, ...planning }: Planning & { readonly kinds: readonly string[] },
): Promise<void> => {
  const ofHost = kinds.filter((kind) => !running.includes(kind));
  for (const row of (await allSchedules(tx)).filter(isDeclared)) {
    if (ofHost.includes(row.kind)) continue;
    if (wanted.includes(row.id)) await wake(tx, row, planning);
    else if (resting.includes(row.id)) await rest(tx, row, sourceOff);
    else if (dormant.includes(row.kind)) await rest(tx, row, pluginOff);
    else await forget(tx, row.id, planning);
  }
};

/** What people make has ids that nobody chose. */
const isDeclared = ({ id, kind }: StoredSchedule): boolean => id === kind || id.startsWith(`${kind}:`);

const wake = async (tx: Kysely<Tables>, row: StoredSchedule, planning: Planning): Promise<void> => {
  if (row.enabled || !(row.lastStatus === pluginOff || row.lastStatus === sourceOff)) return;
  const plan = replanned(row, row.spec, planning);
  await changeSchedule(tx, row.id, { ...plan, enabled: true, last_status: null });
};

const rest = async (tx: Kysely<Tables>, { id, enabled }: StoredSchedule, status: string): Promise<void> => {
  if (enabled) await changeSchedule(tx, id, { enabled: false, last_status: status });
};

const forget = async (tx: Kysely<Tables>, id: string, { now }: Planning): Promise<void> => {
  await deleteSchedule(tx, id);
  await endConditions(tx, [{ subjectType: 'schedule', subjectId: id }], new Date(now));
};
