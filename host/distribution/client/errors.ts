import { defineError } from '@agnes/sdk/errors';

/** Nobody has packed the command line for this host. */
export const cliNotPacked = defineError({
  code: 'cli_not_packed',
  kind: 'not_found',
  message: () => 'This host has no command line to hand out.',
  hint: 'On the host: npm run pack, or put an agnes-cli-<version>.tgz into the folder AGNES_CLI_DIST_DIR.',
});

/** A name that is none of the files here. */
export const cliFileUnknown = defineError<{ name: string }>({
  code: 'cli_file_not_found',
  kind: 'not_found',
  message: ({ name }) => `There is no file "${name}" to download.`,
  hint: 'GET /cli/latest names the newest one.',
});
