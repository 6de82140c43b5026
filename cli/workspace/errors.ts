import { defineError } from '@agnes/sdk/errors';

/** The folder holds something that is not ours. */
export const folderTaken = defineError<{ path: string; entries: readonly string[] }>({
  code: 'folder_not_empty',
  kind: 'bad_request',
  message: ({ path, entries }) => `${path} is not empty and no workspace: it holds ${entries.join(', ')}.`,
  hint: 'Use an empty folder with --workspace FOLDER, or give --force: what is there stays.',
});

/** The folder is the workspace of another server. */
export const workspaceOfOther = defineError<{ path: string; belongs_to: string; server: string }>({
  code: 'other_server',
  kind: 'bad_request',
  message: ({ path, belongs_to, server }) => `${path} is a workspace of ${belongs_to}, not of ${server}.`,
  hint: ({ belongs_to }) => `Use another folder with --workspace, or --server-url ${belongs_to}.`,
});

/** The workspace is there, and not all tables came. */
export const setupIncomplete = defineError<{ failed: number }>({
  code: 'setup_incomplete',
  kind: 'internal',
  message: ({ failed }) => `The workspace is set up, but ${failed} of its tables did not come.`,
  hint: 'Run: agnes sync',
});

/** A file of a coding agent has a form that cannot be added to. */
export const settingsUnreadable = defineError<{ path: string; reason: string }>({
  code: 'agent_settings_unreadable',
  kind: 'bad_request',
  message: ({ path, reason }) => `${path} was left as it is: ${reason}.`,
  hint: 'Mend the file by hand, then run agnes setup again.',
});

/** Older than a day. */
export const workspaceStale = defineError<{ last_sync: string; hours: number }>({
  code: 'workspace_stale',
  kind: 'internal',
  message: ({ last_sync, hours }) => `The last sync was ${hours} hours ago (${last_sync}).`,
  hint: 'Run: agnes sync',
});

/** There is no workspace, or nothing was ever synced into it. */
export const workspaceMissing = defineError<{ path: string; reason: string }>({
  code: 'workspace_missing',
  kind: 'internal',
  message: ({ path, reason }) => `${path}: ${reason}.`,
  hint: 'Run: agnes setup',
});
