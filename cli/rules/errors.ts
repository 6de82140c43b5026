import { defineError } from '@agnes/sdk/errors';

/** What leads elsewhere is not followed. */
export const rulesFolderUnsafe = defineError<{ path: string }>({
  code: 'rules_folder_unsafe',
  kind: 'internal',
  message: ({ path }) =>
    `"${path}" is a link or a file: rules are written into a folder of the workspace only.`,
  hint: 'Put a folder in its place.',
});

/** The folder of the rules cannot be written. */
export const rulesNotWritten = defineError<{ path: string; reason: string }>({
  code: 'rules_not_written',
  kind: 'internal',
  message: ({ path, reason }) => `"${path}" could not be written: ${reason}`,
  hint: 'Look who may write there, and how much room is left.',
});
