import type { Access } from '../access/access.ts';
import type { ServedFeed } from '../distribution/feed/open-feed.ts';
import { builtInTemplate } from '../distribution/prompts/built-in.ts';
import { PromptTemplates } from '../distribution/prompts/prompt-templates.ts';
import { WorkspacePrompt } from '../distribution/workspace/workspace-prompt.ts';
import type { Identity } from '../identity/identity.ts';
import { findUserByEmail } from '../identity/users/repository.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Registry } from '../registry/registry.ts';
import { newId } from '../store/new-id.ts';
import { mostFileBytes, mostUserBytes } from '../uploads/upload.ts';
import { UploadFolder } from '../uploads/upload-folder.ts';
import { Uploads } from '../uploads/uploads.ts';
import type { Discovery } from '../v2/discovery.ts';
import type { Outside } from './outside.ts';

interface WorkspaceParts extends Outside {
  readonly access: Access;
  readonly discovery: Discovery;
  readonly metrics: Metrics;
  readonly feed: ServedFeed;
  readonly identity: Identity;
  readonly registry: Registry;
  readonly promptTemplates: PromptTemplates;
}

/** What administrators wrote in place of built-in prompts. */
export const promptTemplatesOf = ({ store, now, log }: Outside) =>
  new PromptTemplates({
    store,
    now,
    builtIn: builtInTemplate,
    onBroken: (name, error) => log('prompt_template_failed', { prompt: name, reason: String(error) }),
  });

/** What tells coding agents about a workspace. */
export const workspacePromptOf = (parts: WorkspaceParts) => {
  const { config, origin, access, discovery, metrics, feed, identity, registry, scheduler, now } = parts;
  return new WorkspacePrompt({
    ...{ origin, now },
    templates: parts.promptTemplates,
    instance: { name: config.instance.name, subtitle: config.instance.subtitle },
    allowedHosts: config.server.allowed_hosts,
    syncInterval: scheduler.dataRefresh,
    sourceTypes: async () => [...new Set((await registry.sources()).map(({ type }) => type))].toSorted(),
    tables: async (principal) => (await discovery.catalog(principal)).tables,
    metrics: async (principal) => (await metrics.list(principal)).map(({ metric }) => metric),
    feedOf: (userId) => feed.views.of(userId),
    groupsOf: (userId) => access.groupsOf(userId),
    principalOf: async (user) =>
      identity.principalOf((await findUserByEmail(parts.store.read, user))?.id ?? user),
  });
};

/* What people send in. */

export const uploadsOf = ({ store, dataDir, now }: Outside) =>
  new Uploads({
    store,
    folder: new UploadFolder(dataDir),
    newId,
    now,
    most: { user: mostUserBytes, file: mostFileBytes },
  });
