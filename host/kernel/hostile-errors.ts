import { defineError } from '@agnes/sdk/errors';

/** Something a plugin had started threw where nobody awaited it. */
export const strayError = defineError<{ plugin: string; reason: string }>({
  code: 'plugin_stray_error',
  kind: 'upstream',
  message: ({ plugin, reason }) => `Plugin "${plugin}" left something behind that failed: ${reason}`,
  hint: 'Await what is started, and catch what a timer may throw.',
});

/** A plugin held the thread of the host. */
export const pluginBlocked = defineError<{ plugin: string; seconds: number }>({
  code: 'plugin_blocked',
  kind: 'timeout',
  message: ({ plugin, seconds }) =>
    `Plugin "${plugin}" held up the whole host for ${seconds} s: nobody was answered.`,
  hint: 'Hand long work to a connector or a job, which run in a process of their own.',
});

/** The host does not load a plugin that ended it before. */
export const pluginPutAway = defineError<{ plugin: string; reason: string }>({
  code: 'plugin_put_away',
  kind: 'unavailable',
  message: ({ plugin, reason }) => `Plugin "${plugin}" is not loaded: ${reason}`,
  hint: ({ plugin }) =>
    `Install another version, or switch it on (POST /api/admin/plugins/${plugin}/enable) to try it once more.`,
});

/** What a plugin inside the host may not do to the host. */
export const notForPlugins = defineError<{ plugin: string; what: string }>({
  code: 'not_for_plugins',
  kind: 'forbidden',
  message: ({ plugin, what }) => `Plugin "${plugin}" called ${what}, which is the host's alone.`,
  hint: 'Throw an error, or let the promise reject: the host says whose it was and goes on.',
});

/** A plugin that is over had left things running. */
export const leftRunning = defineError<{ count: number }>({
  code: 'plugin_left_running',
  kind: 'conflict',
  message: ({ count }) => `${count} intervals or listeners of it were still there and were ended.`,
  hint: 'End in a function handed to defer() what setup starts.',
});
