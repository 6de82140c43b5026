import type { DefaultSchedule } from '../jobs/schedules/schedule.ts';
import type { LoadedJob } from '../kernel/loaded.ts';
import type { Plugins } from '../kernel/plugins.ts';
import type { Registry } from '../registry/registry.ts';

interface Deps {
  readonly plugins: Pick<Plugins, 'jobs'>;
  readonly registry: Pick<Registry, 'sources'>;
}

/** A schedule, and whether it rests because its source is off. */
export interface PluginSchedule extends DefaultSchedule {
  readonly rests: boolean;
}

/** What recurs because plugins at work say so: once for each job, or once for each source whose settings say when. */
export const pluginSchedules = async ({ plugins, registry }: Deps): Promise<readonly PluginSchedule[]> => {
  const sources = await registry.sources();
  return plugins.jobs().flatMap(({ id, settings, contribution: { schedule, connector } }) => {
    if (schedule === undefined) return [];
    if (typeof schedule === 'string') return [declared(id, schedule)];
    if (connector === undefined) return textsOf(settings[schedule.config]).map((spec) => declared(id, spec));
    return sources
      .filter(({ type }) => type === connector)
      .flatMap(({ slug, config, enabled }) =>
        textsOf(config[schedule.config]).map((spec) => ({
          ...declared(id, spec),
          id: `${id}:${slug}`,
          target: slug,
          payload: { source: slug },
          rests: !enabled,
        })),
      );
  });
};

const declared = (id: LoadedJob['id'], spec: string): PluginSchedule => ({
  id,
  kind: id,
  target: '',
  spec,
  catchUp: 'once',
  rests: false,
});

/** An empty setting says that the job is wanted on demand only. */
const textsOf = (setting: unknown): readonly string[] =>
  typeof setting === 'string' && setting !== '' ? [setting] : [];
