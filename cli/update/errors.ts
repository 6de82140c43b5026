import { defineError } from '@agnes/sdk/errors';

/** This program lies where something else looks after it. */
export const updateElsewhere = defineError<{ path: string; how: string }>({
  code: 'update_elsewhere',
  kind: 'bad_request',
  message: ({ path }) => `${path} was not put there by the install script, so it does not replace itself.`,
  hint: ({ how }) => `Run: ${how}`,
});

/** Whoever made a folder would decide which program runs here. */
export const updateNotChosen = defineError<{ server: string; workspace: string }>({
  code: 'update_not_chosen',
  kind: 'bad_request',
  message: ({ server, workspace }) =>
    `Only the folder ${workspace} names ${server}: you are not signed in there, and no program is taken from it.`,
  hint: ({ server }) => `If it may replace this program: agnes update --server ${server}`,
});

/** The server hands out an older program than this one. */
export const offeredOlder = defineError<{ server: string; offered: string; version: string }>({
  code: 'offered_older',
  kind: 'bad_request',
  message: ({ server, offered, version }) =>
    `${server} hands out agnes ${offered}, which is older than this one, ${version}.`,
  hint: 'To go back to it: agnes update --allow-older',
});

/** The bytes are not those that were promised. */
export const badDownload = defineError<{ file: string; reason: string }>({
  code: 'bad_download',
  kind: 'unavailable',
  message: ({ file, reason }) => `${file} is not what the server promised: ${reason}. Nothing was changed.`,
  hint: 'Try again; when it stays so, tell an administrator.',
});

/** Nothing here installs packages. */
export const npmMissing = defineError({
  code: 'npm_missing',
  kind: 'bad_request',
  message: () => 'npm is needed to install an update, and is not found.',
  hint: 'Install Node.js with npm: https://nodejs.org/en/download',
});

/** The new program cannot be used; the old one is where it was. */
export const updateFailed = defineError<{ version: string; reason: string }>({
  code: 'update_failed',
  kind: 'internal',
  message: ({ version, reason }) =>
    `agnes ${version} was not installed: ${reason}. The one before is in its place.`,
  hint: 'Try again; when it stays so, install it anew with the command on the page /setup of the server.',
});

/** Two updates at a time would take each other's files away. */
export const updateRunning = defineError<{ pid: number; path: string }>({
  code: 'update_running',
  kind: 'conflict',
  message: ({ pid }) => `Another update is running (process ${pid}).`,
  hint: ({ path }) => `Wait for it; if there is no such process, delete ${path}.`,
});
