import { defineError } from '@agnes/sdk';

/** Somebody else has changed which plugins there are. */
export const generationChanged = defineError<{ base: number; current: number }>({
  code: 'generation_changed',
  kind: 'conflict',
  message: ({ base, current }) =>
    `The plan is made for generation ${base} of the plugins, and ${current} is current.`,
  hint: 'Make the plan again with POST /api/admin/plugins/plan, look at it, and apply that.',
});

/** Nobody knows the plan any more. */
export const planExpired = defineError<{ plan: string }>({
  code: 'plan_expired',
  kind: 'gone',
  message: ({ plan }) => `The plan "${plan}" has expired, or is none.`,
  hint: 'Make the plan again with POST /api/admin/plugins/plan; it is good for 30 minutes.',
});

/** What is applied is not what was looked at, or cannot be. */
export const planUnresolved = defineError<{ reason: string }>({
  code: 'plan_unresolved',
  kind: 'invalid',
  message: ({ reason }) => `The plan cannot be applied: ${reason}.`,
  hint: 'Make a plan whose `problems` are empty and name in `approve` every capability it asks for.',
});

/** There is no such generation to go back to. */
export const noSuchGeneration = defineError<{ generation: string }>({
  code: 'generation_not_found',
  kind: 'not_found',
  message: ({ generation }) => `There is no generation ${generation} of the plugins to go back to.`,
  hint: 'GET /api/admin/plugins lists the generations.',
});

/** No plugin is called so. */
export const pluginNotFound = defineError<{ plugin: string }>({
  code: 'plugin_not_found',
  kind: 'not_found',
  message: ({ plugin }) => `There is no plugin "${plugin}".`,
  hint: 'GET /api/admin/plugins lists the plugins.',
});

/** A new version did not prove itself; the old one was never gone. */
export const applyFailed = defineError<{ plugin: string; reason: string }>({
  code: 'plugin_apply_failed',
  kind: 'invalid',
  message: ({ plugin, reason }) => `"${plugin}" was not changed, the plugins are as they were: ${reason}`,
  hint: 'Correct the plugin or its settings, then make a new plan.',
});

/** A repository is to be read with a secret that nobody has set. */
export const packageTokenMissing = defineError<{ name: string }>({
  code: 'package_token_missing',
  kind: 'invalid',
  message: ({ name }) => `There is no secret "${name}" to read the repository with.`,
  hint: ({ name }) => `Set it with agnes admin secret set ${name}, bound to the host of the repository.`,
});

/** A plugin is to be tried with a source that another one reads. */
export const connectionOfOther = defineError<{ plugin: string; connection: string }>({
  code: 'connection_of_other',
  kind: 'invalid',
  message: ({ plugin, connection }) => `The source "${connection}" is not read by "${plugin}".`,
  hint: 'Name a source whose type is a connector of this plugin, or none.',
});

/** A marketplace does not have the plugin. */
export const notOffered = defineError<{
  plugin: string;
  url: string;
  commit: string;
  others: readonly string[];
  faults: readonly string[];
}>({
  code: 'plugin_not_offered',
  kind: 'not_found',
  message: ({ plugin, url, commit, others, faults }) =>
    [
      `"${url}" offers no plugin "${plugin}" at ${commit.slice(0, 12)}; it has ${others.join(', ') || 'none'}.`,
      ...faults,
    ].join(' '),
  hint: 'Name one of the plugins it has, or another commit; what is broken in it is corrected by its authors.',
});

/** What is known of bad versions cannot be read, and nothing is chosen without it. */
export const advisoriesBroken = defineError<{ reason: string }>({
  code: 'plugin_advisories_broken',
  kind: 'internal',
  message: ({ reason }) => `DATA_DIR/plugins/advisories.json cannot be used: ${reason}.`,
  hint: 'Correct the file, or remove it to choose versions without advisories.',
});

/** A file of plugins for another host is none, or not whole. */
export const bundleRefused = defineError<{ reason: string }>({
  code: 'plugin_bundle_invalid',
  kind: 'invalid',
  message: ({ reason }) => `The bundle cannot be used: ${reason}.`,
  hint: 'Export it again with POST /api/admin/plugins/export, and carry it over whole.',
});

/** The volume of the data folder takes no files. */
export const pluginsUnwritable = defineError<{ reason: string; said: string }>({
  code: 'plugins_unwritable',
  kind: 'unavailable',
  message: ({ reason, said }) =>
    `The files of the plugins cannot be written, the plugins are as they were: ${reason} (${said}).`,
  hint: 'Make room on the volume of DATA_DIR, or have the host write there; then do the same again.',
});

/** A version failed while it was watched, and what was there before could not be put back. */
export const notTakenBack = defineError<{ generation: number; reason: string }>({
  code: 'plugin_not_taken_back',
  kind: 'unavailable',
  message: ({ generation, reason }) =>
    `Generation ${generation} could not be put back although the new one fails: ${reason}`,
  hint: ({ generation }) =>
    `Look at the log for what kept the host from it, put that right, then POST /api/admin/plugins/rollback {"to_generation":${generation}}.`,
});
