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
