import { defineError } from '@agnes/sdk/errors';

/** The system refused to start a process. */
export const childNotStarted = defineError<{ program: string; cwd: string }>({
  code: 'child_not_started',
  kind: 'unavailable',
  message: ({ program, cwd }) => `The system did not start "${program}" in the folder "${cwd}".`,
  hint: 'Check that the folder exists, that /bin/sh is there and that the process limit is not reached.',
});
