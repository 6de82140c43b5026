import { parseSchedule } from '../jobs/schedules/grammar.ts';
import type { DefaultSchedule } from '../jobs/schedules/schedule.ts';
import type { Schedules } from '../jobs/schedules/schedules.ts';
import type { Plugins } from '../kernel/plugins.ts';
import type { Registry } from '../registry/registry.ts';
import type { Conditions, Fault } from '../store/conditions.ts';
import { type PluginSchedule, pluginSchedules } from './plugin-schedules.ts';

interface SyncDeps {
  readonly plugins: Pick<Plugins, 'jobs' | 'manifests'>;
  readonly registry: Pick<Registry, 'sources'>;
  readonly schedules: Pick<Schedules, 'ensure' | 'keepDeclared' | 'list'>;
  readonly conditions: Pick<Conditions, 'raise' | 'clear' | 'open'>;
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

  async #apply(all: readonly PluginSchedule[]): Promise<void> {
    const { schedules, conditions, plugins } = this.#deps;
    const bad = all.filter(({ spec }) => !parseSchedule(spec).ok);
    const good = all.filter((one) => !bad.includes(one));
    const wanted = good.filter(({ rests }) => !rests);
    for (const { rests: _, ...schedule } of wanted) await schedules.ensure(schedule);
    const running = plugins.jobs().map(({ id }) => id);
    const declared = plugins
      .manifests()
      .flatMap(({ contributes: { jobs = [] } }) => jobs.map(({ id }) => id));
    await schedules.keepDeclared({
      wanted: wanted.map(({ id }) => id),
      resting: good.filter(({ rests }) => rests).map(({ id }) => id),
      running,
      dormant: declared.filter((id) => !running.includes(id)),
    });
    // Told last: a schedule that goes takes what is open about it along.
    for (const schedule of bad) await conditions.raise(badSchedule(schedule));
    await this.#clearOld(bad.map(({ id }) => id));
  }

  /** Ends what is open about schedules that nobody wants any more, or that are good now. */
  async #clearOld(bad: readonly string[]): Promise<void> {
    const { schedules, conditions } = this.#deps;
    const open = (await conditions.open()).filter(
      ({ subjectType, code, subjectId }) =>
        subjectType === 'schedule' && code === 'bad_schedule' && !bad.includes(subjectId),
    );
    if (open.length === 0) return;
    const broken = (await schedules.list()).filter(({ spec }) => !parseSchedule(spec).ok);
    for (const { subjectId } of open) {
      if (broken.some(({ id }) => id === subjectId)) continue;
      await conditions.clear('schedule', subjectId, 'bad_schedule');
    }
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
