import { defineError } from '@agnes/sdk';

/** What is kept cannot be brought to the version that the plugin wants. */
export const migrationMissing = defineError<{ plugin: string; from: number; reason: string }>({
  code: 'plugin_migration_invalid',
  kind: 'invalid',
  message: ({ plugin, from, reason }) =>
    `"${plugin}" cannot bring what is kept from version ${from} to ${from + 1}: ${reason}.`,
  hint: 'Ask the author for a release with the migration, config/migrations/1-2.json and so on.',
});

/** Where files hold what is to be another, the host cannot change it. */
export const settingsInFile = defineError<{ plugin: string; keys: readonly string[] }>({
  code: 'plugin_settings_in_file',
  kind: 'invalid',
  message: ({ plugin, keys }) =>
    `The new version of "${plugin}" knows ${keys.join(', ')} no longer, and instance.yaml sets that.`,
  hint: ({ plugin, keys }) =>
    `Take ${keys.join(', ')} out of plugins.${plugin}.settings in instance.yaml and set it with POST /api/admin/server-config, then make the plan again.`,
});

/** Settings that were asked for are those of nobody. */
export const settingsOfNobody = defineError<{ plugin: string }>({
  code: 'plugin_settings_of_nobody',
  kind: 'invalid',
  message: ({ plugin }) => `There are settings for "${plugin}", and no such plugin is there or is to be.`,
  hint: 'Name a plugin that is installed or that this plan installs.',
});

/** A secret that was typed into a plan is gone with the process that held it. */
export const typedSecretsGone = defineError<{ plan: string }>({
  code: 'plan_expired',
  kind: 'gone',
  message: ({ plan }) => `The secrets that were typed for the plan "${plan}" are kept nowhere.`,
  hint: 'Make the plan again with POST /api/admin/plugins/plan.',
});

/** Another plan has taken the name that a typed secret was to have. */
export const secretNameTaken = defineError<{ name: string }>({
  code: 'plan_expired',
  kind: 'gone',
  message: ({ name }) => `The secret "${name}" that the plan names is another one by now.`,
  hint: 'Make the plan again with POST /api/admin/plugins/plan.',
});
