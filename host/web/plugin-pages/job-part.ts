import { isFinished, type Job } from '../../jobs/job.ts';
import { pluginOnWire } from '../../kernel/plugin-wire.ts';
import type { Plugins } from '../../kernel/plugins.ts';
import { applyKind, rollbackKind } from '../../plugin-manager/plugin-jobs.ts';
import type { PluginManager } from '../../plugin-manager/plugin-manager.ts';
import { generationsOnWire } from '../../plugin-manager/wire.ts';
import { below } from '../address.ts';
import type { GenerationSeen } from './seen.ts';
import { stateChip } from './words.ts';

/** What tells how a change of plugins went. */
interface ChangeServices {
  readonly plugins: Pick<Plugins, 'list'>;
  readonly pluginManager: Pick<PluginManager, 'current' | 'records'>;
}

const most = 30;

/** What a job made of the plugins, for its page; nothing of jobs that change none. */
export const changeOf = async (job: Job, services: ChangeServices): Promise<object | undefined> => {
  if (job.kind !== applyKind && job.kind !== rollbackKind) return undefined;
  if (!isFinished(job.status))
    return { title: 'Plugins are changed', told: underWay(job), outcome: '', over: false };
  const { generation: current } = await services.pluginManager.current();
  const { generations } = generationsOnWire(current, await services.pluginManager.records());
  const made = madeBy(job, generations);
  const installed = services.plugins
    .list()
    .map(pluginOnWire)
    .filter(({ trust }) => trust !== 'builtin');
  return {
    title: job.status === 'succeeded' ? 'The plugins are changed' : 'The plugins are as they were',
    told: toldOf(job, { made, current }),
    // A job that failed says why itself.
    outcome: job.error ? '' : (made?.outcome ?? ''),
    over: {
      running: installed.slice(0, most).map(({ id, version, state, reason }) => ({
        href: below('/admin/plugins', ...id.split('/')),
        id,
        version: version ?? '',
        chip: stateChip(state),
        reason: reason ?? '',
      })),
    },
  };
};

const underWay = ({ kind }: Job): string =>
  kind === applyKind
    ? 'The new version is set up beside the old one, its sources are asked, then it is put in place and watched for a while. When it fails, the old one is put back by itself.'
    : 'The older generation is put in place.';

/** The generation that was made while the job ran: changes are made one after the other. */
const madeBy = (
  { kind, startedAt, finishedAt }: Job,
  generations: readonly GenerationSeen[],
): GenerationSeen | undefined => {
  if (kind !== applyKind || !startedAt || !finishedAt) return undefined;
  return generations.find(({ created_at }) => {
    const at = Date.parse(created_at);
    return at >= startedAt.getTime() && at <= finishedAt.getTime();
  });
};

const toldOf = (
  { status }: Job,
  { made, current }: { readonly made: GenerationSeen | undefined; readonly current: number },
): string => {
  const now = current > 0 ? `Generation ${current} runs.` : 'The host runs what it ships with.';
  if (status === 'succeeded' || !made) return now;
  const went =
    made.status === 'rolled_back'
      ? 'ran, failed while it was watched, and was taken back by the host itself'
      : 'did not prove itself and never ran';
  return `Generation ${made.generation} (${made.reason}) ${went}. ${now}`;
};
