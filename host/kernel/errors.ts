import { defineError } from '@agnes/sdk/errors';

/** One thing that is wrong in a manifest, by JSON pointer. */
export interface ManifestFault {
  readonly pointer: string;
  readonly message: string;
}

/** The manifest is unreadable, or says what it may not say. */
export const manifestInvalid = defineError<{ folder: string; faults: readonly ManifestFault[] }>({
  code: 'manifest_invalid',
  kind: 'invalid',
  message: ({ folder, faults }) =>
    `agnes.plugin.json of "${folder}" is not valid: ${faults.map(({ pointer, message }) => `${pointer} ${message}`).join('; ')}.`,
  hint: 'Correct agnes.plugin.json (its schema is at /schemas/agnes.plugin.v1.json), then restart the host.',
});

/** The folder of a plugin holds something that is never loaded. */
export const treeRefused = defineError<{ path: string; reason: string }>({
  code: 'plugin_tree_refused',
  kind: 'invalid',
  message: ({ path, reason }) => `"${path}" in the plugin's folder ${reason}.`,
  hint: 'Ship plain files only, with dependencies bundled into them, then restart the host.',
});

/** The folder of a plugin could not be read or copied. */
export const pluginUnreadable = defineError<{ path: string; reason: string }>({
  code: 'plugin_unreadable',
  kind: 'unavailable',
  message: ({ path, reason }) => `The plugin in "${path}" could not be read: ${reason}.`,
  hint: 'Check the permissions of the folder and the space on the disk, then restart the host.',
});

/** The administrator does not want the plugin loaded. */
export const pluginDisabled = defineError<{ plugin: string }>({
  code: 'plugin_disabled',
  kind: 'unavailable',
  message: ({ plugin }) => `Plugin "${plugin}" is switched off in the configuration.`,
  hint: 'To load it, remove `enabled: false` from its section under `plugins:`, then restart the host.',
});

/** The plugin is written for another host. */
export const hostIncompatible = defineError<{ plugin: string; range: string; host: string }>({
  code: 'plugin_incompatible',
  kind: 'conflict',
  message: ({ plugin, range, host }) => `Plugin "${plugin}" is made for hosts ${range}; this one is ${host}.`,
  hint: 'Install a version of the plugin whose engines.host covers this host.',
});

/** A plugin from outside brings code that would run beside the host's own. */
export const needsHostProcess = defineError<{ plugin: string; what: readonly string[] }>({
  code: 'needs_host_process',
  kind: 'forbidden',
  message: ({ plugin, what }) =>
    `Plugin "${plugin}" brings ${what.join(', ')}, which run in the host process; nobody has granted it that.`,
  hint: 'An administrator may install it (POST /api/admin/plugins/plan) and approve process:host, which lets it do what the host can; a plugin that brings only connectors needs no such trust.',
});

/** A plugin from outside brings a connector that no confinement holds. */
export const needsTrust = defineError<{ plugin: string }>({
  code: 'needs_trust',
  kind: 'forbidden',
  message: ({ plugin }) =>
    `Plugin "${plugin}" brings a connector of the runtime "duckdb", which can read and write what the host can.`,
  hint: ({ plugin }) =>
    `If you trust it, set \`trusted: true\` for "${plugin}" under \`plugins:\`, then restart the host.`,
});

/** A plugin from outside asks for the metadata service, which hands out the credentials of the machine. */
export const metadataReserved = defineError<{ plugin: string }>({
  code: 'metadata_reserved',
  kind: 'forbidden',
  message: ({ plugin }) =>
    `Plugin "${plugin}" asks for the metadata service of the cloud; only a plugin that ships with the host may.`,
  hint: 'Remove capabilities.metadata from the manifest of this plugin.',
});

/** Two plugins claim one id. */
export const pluginDuplicate = defineError<{ what: string; owner: string }>({
  code: 'plugin_duplicate',
  kind: 'conflict',
  message: ({ what, owner }) => `${what} is already taken by plugin ${owner}.`,
  hint: 'Remove one of the two folders or give this one another id, then restart the host.',
});

/** The settings of a plugin do not fit the schema in its manifest. */
export const pluginSettingsInvalid = defineError<{ plugin: string; faults: readonly string[] }>({
  code: 'plugin_settings_invalid',
  kind: 'invalid',
  message: ({ plugin, faults }) => `The settings of plugin "${plugin}" are not valid: ${faults.join('; ')}.`,
  hint: 'Correct the section of this plugin under `plugins:` in instance.yaml, then restart the host.',
});

/** The default export of an entry is not what the manifest says it is. */
export const entryInvalid = defineError<{ entry: string; expected: string }>({
  code: 'plugin_entry_invalid',
  kind: 'invalid',
  message: ({ entry, expected }) => `The default export of "${entry}" is not ${expected}.`,
  hint: 'Export the value that the matching `define…` function of @agnes/sdk returns as the default.',
});

/** Loading or setting up threw. */
export const setupFailed = defineError<{ plugin: string; reason: string; advice?: string }>({
  code: 'plugin_setup_failed',
  kind: 'unavailable',
  message: ({ plugin, reason }) => `Plugin "${plugin}" did not start: ${reason}`,
  hint: ({ advice }) => advice ?? 'Fix the plugin or its settings, then restart the host.',
});

/** Loading or setting up did not end. */
export const setupTimedOut = defineError<{ plugin: string; seconds: number }>({
  code: 'plugin_setup_timeout',
  kind: 'timeout',
  message: ({ plugin, seconds }) => `Plugin "${plugin}" did not finish starting within ${seconds} s.`,
  hint: 'Look for an await in its setup, or at the top of a file, that never settles.',
});

/** A tap on a hook that the manifest does not name. */
export const hookUndeclared = defineError<{ hook: string }>({
  code: 'hook_undeclared',
  kind: 'invalid',
  message: ({ hook }) => `The hook "${hook}" is tapped, but the manifest does not declare it for this entry.`,
  hint: 'Add the hook to contributes.hooks[].taps in agnes.plugin.json.',
});

/** A tap after `setup` has ended. */
export const tapTooLate = defineError<{ hook: string }>({
  code: 'tap_too_late',
  kind: 'conflict',
  message: ({ hook }) => `The hook "${hook}" is tapped after setup has ended.`,
  hint: 'Call tap inside setup, before it resolves.',
});

/** A tap threw, was late or answered wrongly. */
export const hookFailed = defineError<{
  plugin: string;
  hook: string;
  reason: string;
  status_source: 'plugin';
}>({
  code: 'hook_failed',
  kind: 'upstream',
  message: ({ plugin, hook, reason }) => `Plugin "${plugin}" failed in "${hook}": ${reason}`,
  hint: 'See the state of the plugin at /api/admin/plugins; fix it or its settings.',
});

/** A tap did not answer in time. */
export const hookTimedOut = defineError<{ ms: number }>({
  code: 'hook_timed_out',
  kind: 'timeout',
  message: ({ ms }) => `no answer within ${ms} ms.`,
  hint: 'Do less in the tap, or hand the work to something that outlives it.',
});

/** What a tap returned is not what the hook takes. */
export const hookResultInvalid = defineError<{ reason: string }>({
  code: 'hook_result_invalid',
  kind: 'invalid',
  message: ({ reason }) => `its answer is not valid: ${reason}.`,
  hint: 'Return what docs/hooks.md says for this hook.',
});

/** The breaker keeps the plugin from being called. */
export const pluginPaused = defineError<{ plugin: string; hook: string; reason: string }>({
  code: 'plugin_unavailable',
  kind: 'unavailable',
  message: ({ plugin, hook, reason }) =>
    `Plugin "${plugin}" is not called for "${hook}": it failed too often, last with: ${reason}`,
  hint: 'See the state of the plugin at /api/admin/plugins; it says when it is tried again.',
});

/** Something a plugin acquired was not given back. */
export const releaseTimedOut = defineError<{ seconds: number }>({
  code: 'release_timed_out',
  kind: 'timeout',
  message: ({ seconds }) => `A release did not end within ${seconds} s.`,
  hint: 'Let what is handed to defer() settle; it may not wait for others.',
});

export const serviceStopTimedOut = defineError<{ service: string; seconds: number }>({
  code: 'service_stop_timeout',
  kind: 'timeout',
  message: ({ service, seconds }) => `The service "${service}" did not stop within ${seconds} s.`,
  hint: 'Nothing to do: the host goes on without it. Report it to whoever wrote the plugin.',
});
