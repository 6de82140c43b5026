import { defineError } from '@agnes/sdk/errors';

/** Of several items some stay as they were. */
export const someRefused = defineError<{ refused: number; verb: string }>({
  code: 'memory_some_refused',
  kind: 'internal',
  message: ({ refused, verb }) => `${refused} of the items could not be "${verb}".`,
  hint: 'Decide about each by itself; --force overrides the table of allowed changes.',
});
