import { type Static, Type } from '@agnes/sdk';
import type { feedInfo } from '../../distribution/feed/feed-wire.ts';
import { choose, info } from '../../distribution/feed/operations.ts';
import { operation } from '../../http/operation.ts';
import type { Reply } from '../../http/reply.ts';
import { entryOf } from '../entry-of.ts';
import { done, page } from '../form-fields.ts';
import { pageReply, seeOther } from '../page-reply.ts';
import { type Asker, askedBy } from '../plugin-pages/answers.ts';
import { orShowAgain } from '../refusal.ts';
import type { Web } from '../web.ts';
import { type SkillsShown, skillsView } from './view.ts';

type SkillServices = Parameters<(typeof info)['run']>[1] &
  Parameters<(typeof choose)['run']>[1] & { readonly web: Web; readonly origin: string };

const path = '/skills';
const params = Type.Object({ slug: Type.String({ maxLength: 64 }), plugin: Type.String({ maxLength: 200 }) });

const says: Readonly<Record<string, string>> = {
  enabled: 'It is switched on. Your agent gets it at its next update.',
  disabled: 'It is switched off. Your agent loses it at its next update.',
};

const skillsPage = async (
  services: SkillServices,
  asker: Asker,
  before: Omit<SkillsShown, 'origin' | 'isAdmin'>,
): Promise<Reply> => {
  const { web, origin } = services;
  // As the schema of its result says.
  const served = (await info.run(askedBy(asker, {}), services)) as Static<typeof feedInfo>;
  const view = skillsView(served, { ...before, origin, isAdmin: asker.principal.isAdmin });
  const status = before.refusal?.status ?? 200;
  return pageReply(web, asker, { page: 'skills', title: 'Skills', path, view, status });
};

const list = operation({
  id: 'web.skills',
  route: 'GET /skills',
  summary: 'Plugins for your coding agent: what you get, in which version, and how to install it',
  who: 'user',
  query: Type.Object({ done }),
  result: page,
  run: (input, services: SkillServices) =>
    skillsPage(services, input, { done: entryOf(says, input.query.done) }),
});

const switches = {
  enable: { enabled: true, summary: 'Switches a plugin on that is optional for you, from the page' },
  disable: { enabled: false, summary: 'Switches a plugin off that is optional for you, from the page' },
} as const;

const switched = (verb: keyof typeof switches) =>
  operation({
    id: `web.skill_${verb}`,
    route: `POST /skills/:slug/:plugin/${verb}`,
    summary: switches[verb].summary,
    who: 'user',
    params,
    result: page,
    problems: ['feed_plugin_not_found', 'feed_plugin_required'],
    audit: ({ params: { slug, plugin } }) => ({
      action: 'marketplace.plugin_choice',
      resource: `marketplace_plugin:${slug}/${plugin}`,
      params: { enabled: switches[verb].enabled },
    }),
    run: (input, services: SkillServices) =>
      orShowAgain(
        async () => {
          const { enabled } = switches[verb];
          await choose.run(askedBy(input, { params: input.params, body: { enabled } }), services);
          return seeOther(`${path}?done=${verb}d`);
        },
        (refusal) => skillsPage(services, input, { refusal }),
      ),
  });

/** The page of what somebody's coding agent gets. */
export const skillsOperations = [list, switched('enable'), switched('disable')] as const;
