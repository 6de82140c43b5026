import { defineError } from '@agnes/sdk/errors';

/** There is no template for this. */
export const pluginKindUnknown = defineError<{ kind: string; kinds: readonly string[] }>({
  code: 'plugin_kind_unknown',
  kind: 'bad_request',
  message: ({ kind, kinds }) => `There is no template "${kind}"; there are ${kinds.join(', ')}.`,
  hint: 'Run: agnes plugin new connector acme/shop',
});

/** The new plugin's id is none. */
export const pluginIdInvalid = defineError<{ id: string }>({
  code: 'plugin_id_invalid',
  kind: 'bad_request',
  message: ({ id }) => `"${id}" is no id of a plugin.`,
  hint: 'Write publisher/slug in lower-case letters, digits and dashes, the slug with a letter first: acme/shop.',
});

/** Something lies in the folder of the new plugin. */
export const folderTaken = defineError<{ folder: string }>({
  code: 'folder_taken',
  kind: 'conflict',
  message: ({ folder }) => `${folder} is not empty.`,
  hint: 'Name another folder with --dir.',
});

/** The folder holds no plugin. */
export const pluginFolderEmpty = defineError<{ folder: string }>({
  code: 'plugin_folder_empty',
  kind: 'bad_request',
  message: ({ folder }) => `There is no agnes.plugin.json in ${folder}.`,
  hint: 'Name the folder of the plugin, or make one with: agnes plugin new connector acme/shop',
});

/** The fixtures of a plugin are not what the kit understands. */
export const fixturesInvalid = defineError<{ faults: readonly string[] }>({
  code: 'fixtures_invalid',
  kind: 'invalid',
  message: ({ faults }) => `fixtures.json is invalid: ${faults.join('; ')}.`,
  hint: 'docs/plugin-kit.md says what belongs into it.',
});

/** The plugin breaks rules that an archive must keep. */
export const pluginNotPackable = defineError<{ faults: readonly string[] }>({
  code: 'plugin_not_packable',
  kind: 'invalid',
  message: ({ faults }) => `The plugin is not packed: ${faults.join('; ')}.`,
  hint: 'Mend what is named, then run: agnes plugin test',
});

/** The kit found rules that are broken. */
export const kitFailed = defineError<{ failed: number; checks: number }>({
  code: 'kit_failed',
  kind: 'internal',
  message: ({ failed, checks }) => `${failed} of ${checks} checks failed.`,
  hint: 'Mend what is named above; docs/plugin-kit.md says what each check asks for.',
});

/** Plugins under development are not for hosts that others rely on. */
export const devRefused = defineError({
  code: 'plugin_dev_refused',
  kind: 'forbidden',
  message: () => 'NODE_ENV is production: a plugin under development is not loaded here.',
  hint: 'Run agnes plugin dev on your own machine; administrators install plugins with a plan.',
});
