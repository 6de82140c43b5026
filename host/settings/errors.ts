import { defineError } from '@agnes/sdk/errors';

/** One setting that cannot be as it was sent. */
export interface SettingFault {
  /** Dotted; empty when it is not one key alone. */
  readonly key: string;
  readonly message: string;
  readonly hint: string;
}

export const nothingToChange = defineError({
  code: 'nothing_to_change',
  kind: 'invalid',
  message: () => 'There is nothing to change.',
  hint: 'Change a value of a section and send it again.',
});

export const sectionUnknown = defineError<{ section: string; editable: readonly string[] }>({
  code: 'unknown_section',
  kind: 'bad_request',
  message: ({ section }) => `"${section}" is no section that can be changed here.`,
  hint: ({ editable }) => `These can: ${editable.join(', ')}. Every other is set in instance.yaml.`,
});

export const dangerUnconfirmed = defineError<{ sections: readonly string[] }>({
  code: 'confirm_danger_required',
  kind: 'bad_request',
  message: ({ sections }) =>
    `A change of ${sections.join(' and ')} can lock people out and was not confirmed.`,
  hint: 'Look at the change once more and send it with `confirm_danger: true`.',
});

export const settingReadOnly = defineError<{ key: string }>({
  code: 'setting_read_only',
  kind: 'bad_request',
  message: ({ key }) => `"${key}" is set in instance.yaml only.`,
  hint: 'Leave it out, or change the file on the host.',
});

export const outboundRefused = defineError<{ key: string; reason: string }>({
  code: 'outbound_url_refused',
  kind: 'bad_request',
  message: ({ key, reason }) => `The address in "${key}" ${reason}.`,
  hint: 'Use an https address that everybody can reach, or list the host under `egress.private` in instance.yaml.',
});

export const settingsInvalid = defineError<{ errors: readonly SettingFault[] }>({
  code: 'invalid_settings',
  kind: 'invalid',
  message: ({ errors }) =>
    `With this change the host would not start again: ${errors.map(({ key, message }) => `${key} ${message}`.trim()).join('; ')}.`,
  hint: ({ errors }) => errors[0]?.hint ?? 'Correct the setting.',
});

export const overlayUnreadable = defineError<{ file: string; reason: string }>({
  code: 'overlay_unreadable',
  kind: 'internal',
  message: ({ file, reason }) => `${file} cannot be read, so it is not written either: ${reason}.`,
  hint: 'Correct state/instance.yaml in the data folder by hand, or move it away.',
});

export const wizardIncomplete = defineError<{ key: string; data_source: string }>({
  code: 'configure_incomplete',
  kind: 'bad_request',
  message: ({ key, data_source }) => `${data_source} needs "${key}".`,
  hint: 'Send it along.',
});

export const connectionRefused = defineError<{ data_source: string; reason: string }>({
  code: 'connection_failed',
  kind: 'bad_request',
  message: ({ data_source, reason }) => `The connection to ${data_source} could not be made: ${reason}.`,
  hint: 'Check address and token; nothing was saved.',
});
