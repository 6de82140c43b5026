import type { Reply } from '../../http/reply.ts';
import { below } from '../address.ts';
import { pageReply } from '../page-reply.ts';
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
  services: PluginPageServices,
  asker: Asker,
  { address, refused, ...before }: DetailAsked,
): Promise<Reply> => {
  const { web } = services;
  const plugin = await pluginDetail(services, asker, address);
  const list = await pluginList(services, asker);
  const own = generationsOf(plugin.id, list.generations);
  const view = pluginView({
    plugin,
    hooks: await tappedHooks(services, asker),
    why: whyView(await pluginWhy(services, asker, address), web.now),
    timeline: timelineView(list, await aroundOf(services, own), own),
    now: web.now,
    base: below(pluginsPath, address.publisher, address.slug),
    settings: settingsForm(plugin, refused),
    ...before,
  });
  const title = `${plugin.display_name} · Plugins`;
  const status = refused ? 422 : (before.refusal?.status ?? 200);
  return pageReply(web, asker, { page: 'plugin', title, path: pluginsPath, view, status });
};
