import { defineError, type JobContribution } from '@agnes/sdk';
import type { Intent } from '../../http/intent.ts';
import type { Job } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { list } from '../../jobs/schedules/operations.ts';
import type { Plugins } from '../../kernel/plugins.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Source } from '../../registry/source.ts';
import type { Asker, ServicesOf } from '../plugin-pages/answers.ts';
import { type ScheduleSeen, schedulesSeen } from '../schedules/answers.ts';

/** What starts a job of a plugin. */
interface JobStart {
  start(
    job: { readonly plugin: string; readonly name: string },
    params: Readonly<Record<string, unknown>>,
    origin: { readonly createdBy: string; readonly requestId: string; readonly intent: Intent },
  ): Promise<Job>;
}

/** What pages tell of the jobs of plugins, and start. */
export type OwnJobServices = {
  readonly plugins: Pick<Plugins, 'jobs'>;
  readonly jobs: Pick<Jobs, 'list'>;
  readonly registry: Pick<Registry, 'sources'>;
  readonly pluginJobs: JobStart;
} & ServicesOf<typeof list>;

/** A job of a plugin that runs, with what is known of it. */
export interface OwnJob {
  /** What stands behind the dot of its id; the last part of its address. */
  readonly name: string;
  readonly id: string;
  readonly contribution: JobContribution;
  readonly schedules: readonly ScheduleSeen[];
  /** Its latest runs, newest first. */
  readonly runs: readonly Job[];
  /** Those it may be run for; nothing when it is for the plugin alone. */
  readonly sources: readonly Source[] | undefined;
}

const noSuchJob = defineError<{ plugin: string; name: string }>({
  code: 'plugin_job_not_found',
  kind: 'not_found',
  message: ({ plugin, name }) => `"${plugin}" has no job "${name}" now.`,
  hint: 'The page of the plugin lists its jobs while it runs.',
});

interface Wanted {
  readonly plugin: string;
  /** Most runs of each. */
  readonly runs: number;
}

/** The jobs of a plugin; none while it does not run. */
export const ownJobs = async (
  services: OwnJobServices,
  asker: Asker,
  { plugin, runs }: Wanted,
): Promise<readonly OwnJob[]> => {
  const loaded = services.plugins.jobs().filter((one) => one.plugin === plugin);
  if (loaded.length === 0) return [];
  const schedules = await schedulesSeen(services, asker);
  const sources = await services.registry.sources();
  return Promise.all(
    loaded.map(async ({ id, contribution }) => ({
      ...{ id, contribution, name: id.slice(id.indexOf('.') + 1) },
      schedules: schedules.filter(({ kind }) => kind === id),
      runs: await services.jobs.list(asker.principal, { kind: id, limit: runs }),
      sources: sourcesFor(contribution, sources),
    })),
  );
};

const sourcesFor = (
  { connector }: JobContribution,
  sources: readonly Source[],
): readonly Source[] | undefined =>
  connector === undefined ? undefined : sources.filter(({ type, enabled }) => type === connector && enabled);

/** One of them. */
export const ownJob = async (
  services: OwnJobServices,
  asker: Asker,
  { name, ...wanted }: Wanted & { readonly name: string },
): Promise<OwnJob> => {
  const found = (await ownJobs(services, asker, wanted)).find((one) => one.name === name);
  if (!found) throw noSuchJob({ plugin: wanted.plugin, name });
  return found;
};
