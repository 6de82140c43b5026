import type { Access } from '../access/access.ts';
import type { ServedFeed } from '../distribution/feed/open-feed.ts';
import { WorkspacePrompt } from '../distribution/workspace/workspace-prompt.ts';
import { newId } from '../store/new-id.ts';
import { mostFileBytes, mostUserBytes } from '../uploads/upload.ts';
import { UploadFolder } from '../uploads/upload-folder.ts';
import { Uploads } from '../uploads/uploads.ts';
import type { Discovery } from '../v2/discovery.ts';
import type { Outside } from './outside.ts';

interface WorkspaceParts extends Outside {
  readonly access: Access;
  readonly discovery: Discovery;
  readonly feed: ServedFeed;
}

/** What tells coding agents about a workspace. */
export const workspacePromptOf = ({ config, origin, access, discovery, feed }: WorkspaceParts) =>
  new WorkspacePrompt({
    origin,
    instance: { name: config.instance.name, subtitle: config.instance.subtitle },
    allowedHosts: config.server.allowed_hosts,
    tables: async (principal) => (await discovery.catalog(principal)).tables,
    feedOf: (userId) => feed.views.of(userId),
    groupsOf: (userId) => access.groupsOf(userId),
  });

/* What people send in. */

export const uploadsOf = ({ store, dataDir, now }: Outside) =>
  new Uploads({
    store,
    folder: new UploadFolder(dataDir),
    newId,
    now,
    most: { user: mostUserBytes, file: mostFileBytes },
  });
