import { parseSchedule } from '../jobs/schedules/grammar.ts';
import type { DefaultSchedule } from '../jobs/schedules/schedule.ts';
import type { Schedules } from '../jobs/schedules/schedules.ts';
import type { Plugins } from '../kernel/plugins.ts';
import type { Registry } from '../registry/registry.ts';
import type { Conditions, Fault } from '../store/conditions.ts';
import { pluginSchedules } from './plugin-schedules.ts';

interface SyncDeps {
  readonly plugins: Pick<Plugins, 'jobs' | 'manifests'>;
  readonly registry: Pick<Registry, 'sources'>;
  readonly schedules: Pick<Schedules, 'ensure' | 'keepDeclared'>;
  readonly conditions: Pick<Conditions, 'raise' | 'clear'>;
}

/** Keeps the schedules of plugins what their manifests and settings say, as long as nobody has changed them. */
export class ScheduleSync {
  readonly #deps: SyncDeps;
  #last = '';

  constructor(deps: SyncDeps) {
    this.#deps = deps;
  }

  /** Does nothing when nothing has changed since the last time. */
  async sync(): Promise<void> {
    const wanted = await pluginSchedules(this.#deps);
    const now = JSON.stringify(wanted);
    if (now === this.#last) return;
    await this.#apply(wanted);
    this.#last = now;
  }

  async #apply(wanted: readonly DefaultSchedule[]): Promise<void> {
    const { schedules, conditions, plugins } = this.#deps;
    for (const schedule of wanted) {
      const isGood = parseSchedule(schedule.spec).ok;
      if (isGood) await schedules.ensure(schedule);
      else await conditions.raise(badSchedule(schedule));
      if (isGood) await conditions.clear('schedule', schedule.id, 'bad_schedule');
    }
    const running = plugins.jobs().map(({ id }) => id);
    const declared = plugins
      .manifests()
      .flatMap(({ contributes: { jobs = [] } }) => jobs.map(({ id }) => id));
    await schedules.keepDeclared({
      wanted: wanted.map(({ id }) => id),
      running,
      dormant: declared.filter((id) => !running.includes(id)),
    });
  }
}

const badSchedule = ({ id, spec }: DefaultSchedule): Fault => ({
  subjectType: 'schedule',
  subjectId: id,
  code: 'bad_schedule',
  severity: 'error',
  why: `"${spec}", which is to say when ${id} runs, is no schedule. It is not run by itself.`,
  remedy:
    'Write `every <N>m`, `every <N>h` or `daily HH:MM[,HH:MM…]` into the setting of the plugin or the source.',
});
