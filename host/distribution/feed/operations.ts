import { Type } from '@agnes/sdk';
import type { Access } from '../../access/access.ts';
import { operation } from '../../http/operation.ts';
import { reply } from '../../http/reply.ts';
import { isoUtc } from '../../store/iso-utc.ts';
import { choiceBody, choiceResult, feedInfo, pluginsOf } from './feed-wire.ts';
import { gitOperations } from './git-operations.ts';
import type { ServedFeed } from './open-feed.ts';

interface FeedServices {
  readonly feed: Pick<ServedFeed, 'views' | 'briefs' | 'zips' | 'lineages' | 'choices'>;
  readonly access: Pick<Access, 'groupsOf'>;
  readonly now: () => number;
}

/** What somebody is served, and how it is called there. */
export const info = operation({
  id: 'feed.info',
  route: 'GET /marketplace/info',
  summary: 'The plugins you are served, and those you have switched off',
  who: 'user',
  scope: 'marketplace',
  mcp: { name: 'list_skills', says: 'The plugins and skills you are served.', readOnly: true },
  result: feedInfo,
  run: async ({ principal }, { feed, access, now }: FeedServices) => {
    const { userId, email } = principal;
    const view = await feed.views.of(userId);
    return {
      user_id: userId,
      email,
      groups: access.groupsOf(userId).map(({ name }) => name),
      marketplace_name: view.feed.name,
      etag: view.feed.etag,
      plugin_count: view.feed.plugins.length,
      plugins: pluginsOf(view, await feed.briefs.of(principal, view)),
      conflicts: view.feed.conflicts,
      reset_required: await feed.lineages.isReset(userId, view.feed),
      generated_at: isoUtc(new Date(now())),
    };
  },
});

const archive = Type.Unknown({
  description: 'application/zip with ETag; the same bytes for the same plugins.',
});

const zip = operation({
  id: 'feed.zip',
  route: 'GET /marketplace.zip',
  summary: 'The plugins you are served, as a marketplace in one archive',
  who: 'user',
  scope: 'marketplace',
  result: archive,
  run: ({ principal, request: { headers, signal } }, { feed }: FeedServices) =>
    feed.zips.whole(principal, { known: headers['if-none-match'], signal }),
});

const pluginArchive = Type.Unknown({
  description: 'application/zip with ETag and Repr-Digest; the same bytes for the same plugin.',
});

const pluginZip = operation({
  id: 'feed.plugin_zip',
  route: 'GET /marketplace/plugins/:folder.zip',
  summary: 'One of the plugins you are served, as a marketplace of its own',
  who: 'user',
  scope: 'marketplace',
  params: Type.Object({ folder: Type.String({ maxLength: 200 }) }),
  result: pluginArchive,
  problems: ['feed_plugin_not_found'],
  run: ({ principal, params, request: { headers, signal } }, { feed }: FeedServices) =>
    feed.zips.one(principal, params.folder, { known: headers['if-none-match'], signal }),
});

/** What somebody wants of what is optional for them. */
export const choose = operation({
  id: 'feed.choose',
  route: 'PUT /api/me/plugins/:slug/:plugin',
  summary: 'Switch a plugin off or on that is optional for you',
  who: 'user',
  scope: 'marketplace',
  params: Type.Object({ slug: Type.String({ maxLength: 64 }), plugin: Type.String({ maxLength: 200 }) }),
  body: choiceBody,
  result: choiceResult,
  problems: ['feed_plugin_not_found', 'feed_plugin_required'],
  audit: ({ params, body }) => ({
    action: 'marketplace.plugin_choice',
    resource: `marketplace_plugin:${params.slug}/${params.plugin}`,
    params: { enabled: body.enabled },
  }),
  run: async ({ principal, params, body, intent }, { feed }: FeedServices) => {
    const choice = { marketplace: params.slug, plugin: params.plugin, enabled: body.enabled };
    const tier = await feed.choices.put(principal, choice, intent);
    const told = {
      marketplace_slug: params.slug,
      original_name: params.plugin,
      enabled: body.enabled,
      tier,
    };
    return reply({ body: told });
  },
});

/** The marketplace of each user: what they were granted, as an archive and as a repository of git. */
export const feedOperations = [info, zip, pluginZip, choose, ...gitOperations] as const;
