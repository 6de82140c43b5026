import { defineError } from '@agnes/sdk/errors';

/** A lock file, or the file that names the current one, is not what the host has written. */
export const generationInvalid = defineError<{ generation: number; reason: string }>({
  code: 'generation_invalid',
  kind: 'internal',
  message: ({ generation, reason }) =>
    `The file of plugin generation ${generation} cannot be used: ${reason}.`,
  hint: 'Restore data/plugins/generations from a backup, or go on with the generation the host has chosen.',
});

/** The bytes of a plugin in the store are not those that were locked. */
export const treeQuarantined = defineError<{ plugin: string; version: string; found: string }>({
  code: 'plugin_quarantined',
  kind: 'forbidden',
  message: ({ plugin, version, found }) =>
    `The files of "${plugin}" ${version} in the store are not those that were installed (${found}); nothing of it is loaded.`,
  hint: 'Find out who changed data/plugins/store, then install this version again or roll back.',
});

/** The store does not hold a plugin that is locked. */
export const treeMissing = defineError<{ plugin: string; version: string }>({
  code: 'plugin_missing',
  kind: 'unavailable',
  message: ({ plugin, version }) => `The files of "${plugin}" ${version} are not in the store.`,
  hint: 'Restore data/plugins/store from a backup, install this version again, or roll back.',
});

/** An administrator has switched a plugin off in this generation. */
export const switchedOff = defineError<{ plugin: string }>({
  code: 'plugin_disabled',
  kind: 'unavailable',
  message: ({ plugin }) => `Plugin "${plugin}" is switched off.`,
  hint: ({ plugin }) => `Switch it on with POST /api/admin/plugins/${plugin}/enable.`,
});

/** The plugin needs what this host does not have. */
export const surfaceMissing = defineError<{ plugin: string; fault: string }>({
  code: 'plugin_needs_more',
  kind: 'conflict',
  message: ({ plugin, fault }) => `Plugin "${plugin}" ${fault}.`,
  hint: 'Upgrade the host, or install a version of the plugin that needs less.',
});
