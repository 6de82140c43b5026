import { defineError } from '@agnes/sdk/errors';

/** A form asked for a token without saying what it is for. */
export const noScope = defineError({
  code: 'no_scope',
  kind: 'bad_request',
  message: () => 'Nothing is ticked that the token may do.',
  hint: 'Tick what the program needs, and no more.',
});

/** A form was sent without any change in it. */
export const nothingChanged = defineError({
  code: 'nothing_changed',
  kind: 'bad_request',
  message: () => 'The form holds no change.',
  hint: 'Tick or untick something first.',
});

/** More is changed at once than one transaction takes. */
export const tooManyChanges = defineError<{ changes: number; most: number }>({
  code: 'too_many_changes',
  kind: 'bad_request',
  message: ({ changes, most }) => `${changes} changes are more than the ${most} that can be saved at once.`,
  hint: 'Save them in parts: go back, search for some of the resources, and change those first.',
});
