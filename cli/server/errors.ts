import { defineError } from '@agnes/sdk/errors';

/** No program of that name. */
export const dockerMissing = defineError({
  code: 'docker_missing',
  kind: 'unavailable',
  message: () => 'docker cannot be started: it is not installed here, or not on PATH.',
  hint: 'Run it on the machine of the containers; a server without containers has agnes server start.',
});

/** Nothing says which containers are meant. */
export const composeMissing = defineError<{ folder: string }>({
  code: 'compose_missing',
  kind: 'bad_request',
  message: ({ folder }) => `There is no compose.yaml in ${folder}.`,
  hint: 'Run it in the folder of the instance, or name the file with the variable COMPOSE_FILE.',
});

/** Docker said no; it has said why. */
export const dockerFailed = defineError<{ command: string; docker_code: number }>({
  code: 'docker_failed',
  kind: 'internal',
  message: ({ command, docker_code }) => `docker ${command} ended with code ${docker_code}.`,
  hint: 'What went wrong is on stderr, above.',
});

/** What docker answered is not what it documents. */
export const dockerAnswer = defineError<{ command: string }>({
  code: 'docker_answer',
  kind: 'internal',
  message: ({ command }) => `The answer of docker ${command} cannot be read.`,
  hint: 'Docker Compose 2.20 or newer is needed: docker compose version.',
});

/** The new version does not come up. */
export const deployFailed = defineError<{ docker_code: number }>({
  code: 'deploy_failed',
  kind: 'internal',
  message: () => 'The new version was built and does not become healthy.',
  hint: 'See agnes server logs --tail 100; agnes server rollback brings the version before it back.',
});

/** The containers are not what they should be. */
export const serverDown = defineError<{ state: string }>({
  code: 'server_down',
  kind: 'internal',
  message: ({ state }) => `The server is ${state}.`,
  hint: 'See agnes server logs --tail 100; agnes server deploy starts it.',
});

/** There was no deploy before. */
export const noPrevious = defineError<{ image: string }>({
  code: 'no_previous_version',
  kind: 'not_found',
  message: ({ image }) => `There is no image ${image} to go back to.`,
  hint: 'It is kept by agnes server deploy, once there is a version to replace.',
});

/** A backup never replaces a file. */
export const backupExists = defineError<{ path: string }>({
  code: 'backup_exists',
  kind: 'conflict',
  message: ({ path }) => `${path} is there already.`,
  hint: 'Name another file with --output.',
});
