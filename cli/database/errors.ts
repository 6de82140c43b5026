import { defineError } from '@agnes/sdk/errors';

/** The rows broke off, and the engine does not say why. */
export const rowsCutShort = defineError({
  code: 'rows_cut_short',
  kind: 'internal',
  message: () => 'The rows could not be read to their end.',
  hint: 'Run the statement again, or on the server with --remote.',
});
