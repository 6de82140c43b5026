import type { Reply } from '../../http/reply.ts';
import type { Identity } from '../../identity/identity.ts';
import { namesOfPeople } from '../jobs/people.ts';
import { pageReply } from '../page-reply.ts';
import type { Web } from '../web.ts';
import { type Asker, pluginList, type ReadServices } from './answers.ts';
import { type ListShown, pluginsView } from './list-view.ts';
import { type LossServices, lossesOf } from './losses.ts';
import { pluginsPath } from './plugins-path.ts';
import type { GenerationSeen } from './seen.ts';
import type { TimelineAround } from './timeline.ts';

/** What the pages of plugins read. */
export interface PluginPageServices extends ReadServices, LossServices {
  readonly web: Web;
  readonly identity: Pick<Identity, 'accounts'>;
}

/** The list of plugins and generations, with what happened before. */
export const pluginsPage = async (
  services: PluginPageServices,
  asker: Asker,
  shown: ListShown,
): Promise<Reply> => {
  const { web } = services;
  const seen = await pluginList(services, asker);
  const view = pluginsView(seen, await aroundOf(services, seen.generations), shown);
  const status = shown.refusal?.status ?? 200;
  return pageReply(web, asker, { page: 'plugins', title: 'Plugins', path: pluginsPath, view, status });
};

/** Who made these generations, what going back to them loses, and when now is. */
export const aroundOf = async (
  services: Pick<PluginPageServices, 'web' | 'identity'> & LossServices,
  generations: readonly GenerationSeen[],
): Promise<TimelineAround> => ({
  now: services.web.now,
  people: await namesOfPeople(
    services.identity,
    generations.map(({ created_by: createdBy }) => ({ createdBy })),
  ),
  losses: await lossesOf(services, generations),
});
