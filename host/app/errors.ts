import { defineError } from '@agnes/sdk/errors';

export const configMissing = defineError<{ file: string }>({
  code: 'config_missing',
  kind: 'not_found',
  message: ({ file }) => `There is no configuration at ${file}.`,
  hint: 'Copy config/instance.yaml.example to config/instance.yaml and edit it, or try `npm run demo`.',
});

export const cannotListen = defineError<{ host: string; port: number; reason: string }>({
  code: 'cannot_listen',
  kind: 'unavailable',
  message: ({ host, port, reason }) => `${host}:${port} cannot be listened on: ${reason}.`,
  hint: 'Choose another port with PORT=…, another address with HOST=…, or stop the program that has it.',
});

export const serverUrlInvalid = defineError<{ name: string; value: string }>({
  code: 'server_url_invalid',
  kind: 'invalid',
  message: ({ name, value }) => `${name} is "${value}", which is no origin.`,
  hint: 'Give scheme, host and port only, such as https://data.acme.example.',
});

export const corsOriginInvalid = defineError<{ value: string }>({
  code: 'cors_origin_invalid',
  kind: 'invalid',
  message: ({ value }) => `CORS_ORIGINS names "${value}", which is no origin.`,
  hint: 'List exact origins with commas between them, such as https://app.acme.example; `*` is never one.',
});

export const devModeRefused = defineError<{ reason: string }>({
  code: 'dev_mode_refused',
  kind: 'invalid',
  message: ({ reason }) =>
    `LOCAL_DEV_MODE lets everybody in as an administrator, so the host does not start with it: ${reason}.`,
  hint: 'Unset LOCAL_DEV_MODE, or listen on 127.0.0.1 only and name no public URL.',
});

export const devModeInvalid = defineError<{ name: string; reason: string }>({
  code: 'dev_mode_invalid',
  kind: 'invalid',
  message: ({ name, reason }) => `${name} cannot be used: ${reason}.`,
  hint: 'Unset it, or give LOCAL_DEV_USER_EMAIL an address and LOCAL_DEV_GROUPS a list such as [{"id":"g1","name":"Analysts"}].',
});

export const requiredPlugin = defineError<{ plugin: string; reason: string }>({
  code: 'required_plugin',
  kind: 'unavailable',
  message: ({ plugin, reason }) => `The plugin ${plugin} is required and did not start: ${reason}`,
  hint: 'Mend the plugin, or remove `required: true` from its entry in instance.yaml.',
});

export const demoDataMissing = defineError({
  code: 'demo_data_missing',
  kind: 'not_found',
  message: () => 'The public data sets of the demo are not installed.',
  hint: 'Run `npm ci`; a production install leaves them out.',
});

export const dataFolderUnusable = defineError<{ folder: string; reason: string }>({
  code: 'data_folder_unusable',
  kind: 'unavailable',
  message: ({ folder, reason }) => `The data folder ${folder} cannot be used: ${reason}.`,
  hint: 'Make it a folder that this user may read and write, or name another with DATA_DIR=….',
});

export const documentUnreadable = defineError<{ url: string; reason: string }>({
  code: 'document_unreadable',
  kind: 'upstream',
  message: ({ url, reason }) => `The document ${url} cannot be used: ${reason}.`,
  hint: 'Check the address in the settings; the provider may be down for a moment.',
});

export const signInMethodUnknown = defineError<{ names: readonly string[] }>({
  code: 'sign_in_method_unknown',
  kind: 'invalid',
  message: ({ names }) =>
    `No plugin offers the sign-in method ${names.map((name) => `"${name}"`).join(', ')}.`,
  hint: 'Correct `auth.providers`, `auth.disabled_providers` and `auth.groups`; `agnes admin plugin list` shows what there is.',
});

/** A job of a kind that the page cannot start. */
export const notRepeatable = defineError<{ kind: string }>({
  code: 'not_repeatable',
  kind: 'conflict',
  message: ({ kind }) => `A job of kind ${kind} cannot be queued once more from here, or is not over yet.`,
  hint: 'Start it where it was started the first time.',
});

export const schedulerSettingInvalid = defineError<{ name: string; value: string; reason: string }>({
  code: 'scheduler_setting_invalid',
  kind: 'invalid',
  message: ({ name, value, reason }) => `${name} is "${value}": ${reason}.`,
  hint: ({ name }) => `Give ${name} a whole number of seconds, or unset it.`,
});

export const scheduleNotCalled = defineError<{ schedule: string; status: number }>({
  code: 'schedule_not_called',
  kind: 'upstream',
  message: ({ schedule, status }) => `The host answered ${status} to the call of ${schedule}.`,
  hint: 'See the log of the host; the call is made again.',
});

export const schedulesUnreadable = defineError<{ url: string; reason: string }>({
  code: 'schedules_unreadable',
  kind: 'upstream',
  message: ({ url, reason }) => `The schedules of ${url} cannot be read: ${reason}.`,
  hint: 'Check API_URL, and that the host has the same SCHEDULER_API_TOKEN.',
});

/** `egress.ca_file` holds no certificate of an authority. */
export const caUnreadable = defineError<{ file: string; reason: string }>({
  code: 'ca_unreadable',
  kind: 'invalid',
  message: ({ file, reason }) => `The certificates in "${file}" cannot be trusted: ${reason}.`,
  hint: 'Let egress.ca_file name a PEM file with the certificate of your authority, or remove the line.',
});
