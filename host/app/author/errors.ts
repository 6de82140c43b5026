import { defineError } from '@agnes/sdk/errors';

/** There is no template for this. */
export const pluginKindUnknown = defineError<{ kind: string; kinds: readonly string[] }>({
  code: 'plugin_kind_unknown',
  kind: 'bad_request',
  message: ({ kind, kinds }) => `There is no template "${kind}"; there are ${kinds.join(', ')}.`,
  hint: 'Run: agnes plugin new connector acme/shop',
});

/** Data comes to this kind of plugin in no such way. */
export const pluginModeUnknown = defineError<{ kind: string; mode: string }>({
  code: 'plugin_mode_unknown',
  kind: 'bad_request',
  message: ({ kind, mode }) => `There is no template "${kind}" of the mode "${mode}".`,
  hint: 'Run: agnes plugin new connector acme/shop --mode push, or leave --mode out.',
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

/** The folder of the new plugin cannot be made. */
export const folderNotMade = defineError<{ folder: string; reason: string }>({
  code: 'folder_not_made',
  kind: 'bad_request',
  message: ({ folder, reason }) => `${folder} cannot be made (${reason}).`,
  hint: 'Name a folder below one that is there and yours with --dir.',
});

/** The folder holds no plugin. */
export const pluginFolderEmpty = defineError<{ folder: string }>({
  code: 'plugin_folder_empty',
  kind: 'bad_request',
  message: ({ folder }) => `There is no agnes.plugin.json in ${folder}.`,
  hint: 'Name the folder of the plugin, or make one with: agnes plugin new connector acme/shop',
});

/** The fixtures of a plugin are not what the kit understands. */
export const fixturesInvalid = defineError<{ faults: readonly string[]; file?: string }>({
  code: 'fixtures_invalid',
  kind: 'invalid',
  message: ({ faults, file = 'fixtures.json' }) => `${file} is invalid: ${faults.join('; ')}.`,
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

/** What was recorded cannot be kept without giving a secret away. */
export const cassetteHoldsSecret = defineError({
  code: 'cassette_holds_secret',
  kind: 'forbidden',
  message: () => 'A secret is in what the server answered: nothing is written.',
  hint: 'Record with a connection whose answers do not repeat the secret, or write fixtures.json by hand.',
});

/** A recording is for tests. */
export const cassetteTooLarge = defineError<{ bytes: number; limit: number }>({
  code: 'cassette_too_large',
  kind: 'too_large',
  message: ({ bytes, limit }) => `The recording has ${bytes} characters; a cassette holds ${limit}.`,
  hint: 'Name fewer or smaller tables with --tables.',
});

/** There is nothing that could be recorded. */
export const notRecordable = defineError<{ reason: string }>({
  code: 'not_recordable',
  kind: 'bad_request',
  message: ({ reason }) => `The plugin is not recorded: ${reason}.`,
  hint: 'Cassettes hold the HTTP requests of a connector that declares capabilities.network.',
});

/** Nobody said with which settings. */
export const settingsNotNamed = defineError({
  code: 'settings_not_named',
  kind: 'bad_request',
  message: () => 'A recording needs the settings of a source.',
  hint: 'Write them into a JSON file, secrets by the name of an environment variable, and name it: agnes plugin record --settings settings.json',
});

/** The file with the settings is not there, or is no JSON. */
export const settingsUnreadable = defineError<{ file: string; reason: string }>({
  code: 'settings_unreadable',
  kind: 'bad_request',
  message: ({ file, reason }) => `The settings cannot be read: ${file} ${reason}.`,
  hint: 'Name a file with one JSON object, the settings of a source as the form would send them.',
});

/** Settings that the schema of the connector does not take. */
export const settingsRefused = defineError<{ file: string; faults: readonly string[] }>({
  code: 'settings_refused',
  kind: 'invalid',
  message: ({ file, faults }) => `The settings in ${file} are not valid: ${faults.join('; ')}.`,
  hint: 'config.schema in agnes.plugin.json says what the settings of a source are.',
});

/** A table was named that is not there. */
export const tableNotOffered = defineError<{ names: readonly string[]; offered: readonly string[] }>({
  code: 'table_not_offered',
  kind: 'bad_request',
  message: ({ names, offered }) =>
    names.length === 0
      ? 'Nothing is written: the connector lists no table.'
      : `Nothing is written: there is no table ${names.join(', ')}; there are ${offered.join(', ')}.`,
  hint: 'Name tables with --tables as discover lists them, or leave it out to record all.',
});

/** The real server did not let itself be recorded. */
export const recordingFailed = defineError<{ step: string; reason: string }>({
  code: 'recording_failed',
  kind: 'upstream',
  message: ({ step, reason }) => `Nothing is written: "${step}" failed: ${reason}`,
  hint: 'Correct the settings, set the environment variables that they name, then record again.',
});

/** There is no cassette to replay. */
export const noCassette = defineError({
  code: 'no_cassette',
  kind: 'not_found',
  message: () => 'The plugin has no cassette of that name.',
  hint: 'Make one with: agnes plugin record --settings settings.json',
});

/** The report of the kit could not be put where it was wanted. */
export const reportNotWritten = defineError<{ file: string; reason: string }>({
  code: 'report_not_written',
  kind: 'bad_request',
  message: ({ file, reason }) => `The report cannot be written to ${file} (${reason}).`,
  hint: 'Name a file in a folder that is there with --html.',
});
