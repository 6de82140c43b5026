import type { Access } from '../access/access.ts';
import type { ServedFeed } from '../distribution/feed/open-feed.ts';
import { WorkspacePrompt } from '../distribution/workspace/workspace-prompt.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Discovery } from '../v2/discovery.ts';
import type { Outside } from './outside.ts';

interface WorkspaceParts extends Outside {
  readonly access: Access;
  readonly discovery: Discovery;
  readonly metrics: Metrics;
  readonly feed: ServedFeed;
}

/** What tells coding agents about a workspace. */
export const workspacePromptOf = ({ config, origin, access, discovery, metrics, feed }: WorkspaceParts) =>
  new WorkspacePrompt({
    origin,
    instance: { name: config.instance.name, subtitle: config.instance.subtitle },
    allowedHosts: config.server.allowed_hosts,
    tables: async (principal) => (await discovery.catalog(principal)).tables,
    metrics: async (principal) => (await metrics.list(principal)).map(({ metric }) => metric),
    feedOf: (userId) => feed.views.of(userId),
    groupsOf: (userId) => access.groupsOf(userId),
  });
