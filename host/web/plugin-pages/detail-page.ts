import type { Reply } from '../../http/reply.ts';
import { below } from '../address.ts';
import { pageReply } from '../page-reply.ts';
import { ownJobsView } from '../plugin-jobs/jobs-view.ts';
import { type OwnJobServices, ownJobs } from '../plugin-jobs/own-jobs.ts';
import type { Refusal } from '../refusal.ts';
import { type Asker, pluginDetail, pluginList, pluginWhy, tappedHooks } from './answers.ts';
import { pluginView, type TriedCheck } from './detail-view.ts';
import { aroundOf, type PluginPageServices } from './list-page.ts';
import { generationsOf } from './own-timeline.ts';
import { pluginsPath } from './plugins-path.ts';
import { type RefusedForm, settingsForm } from './settings-part.ts';
import { timelineView } from './timeline.ts';
import { whyView } from './why-view.ts';

/** The two segments of the address of a plugin. */
interface PluginAddress {
  readonly publisher: string;
  readonly slug: string;
}

/** What the page about a plugin reads. */
export type DetailServices = PluginPageServices & OwnJobServices;

/** Which page, and what happened before. */
export interface DetailAsked {
  readonly address: PluginAddress;
  readonly done?: string | undefined;
  readonly refusal?: Refusal;
  readonly checks?: readonly TriedCheck[];
  readonly refused?: RefusedForm;
}

/** The page about one plugin. */
export const pluginPage = async (
  services: DetailServices,
  asker: Asker,
  { address, refused, ...before }: DetailAsked,
): Promise<Reply> => {
  const { web } = services;
  const plugin = await pluginDetail(services, asker, address);
  const list = await pluginList(services, asker);
  const own = generationsOf(plugin.id, list.generations);
  const base = below(pluginsPath, address.publisher, address.slug);
  const jobs = await ownJobs(services, asker, { plugin: plugin.id, runs: 1 });
  const view = pluginView({
    plugin,
    jobs: ownJobsView(jobs, { base, now: web.now }),
    hooks: await tappedHooks(services, asker),
    why: whyView(await pluginWhy(services, asker, address), web.now),
    timeline: timelineView(list, await aroundOf(services, own), own),
    now: web.now,
    base,
    settings: settingsForm(plugin, refused),
    ...before,
  });
  const title = `${plugin.display_name} · Plugins`;
  const status = refused ? 422 : (before.refusal?.status ?? 200);
  return pageReply(web, asker, { page: 'plugin', title, path: pluginsPath, view, status });
};
