import { defineError } from '@agnes/sdk/errors';

/** What is about to be written is there. */
export const exportExists = defineError<{ path: string }>({
  code: 'export_exists',
  kind: 'conflict',
  message: ({ path }) => `${path} is there already.`,
  hint: 'Name another file, or remove that one.',
});

/** A file that is no state, or not all of one. Nothing was changed. */
export const importRefused = defineError<{ path: string; reason: string }>({
  code: 'import_refused',
  kind: 'bad_request',
  message: ({ path, reason }) => `${path} cannot be taken for the state: ${reason}.`,
  hint: 'Nothing was changed. Take a file that `agnes server export-state` or `agnes server backup` has written.',
});

/** No such file to go back to. */
export const restorePointMissing = defineError<{ name: string; there: readonly string[] }>({
  code: 'restore_point_missing',
  kind: 'not_found',
  message: ({ name }) => `There is no ${name} to go back to.`,
  hint: ({ there }) => (there.length > 0 ? `There are: ${there.join(', ')}.` : 'There is none at all yet.'),
});
