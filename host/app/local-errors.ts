import { defineError } from '@agnes/sdk/errors';

/** Files made by another user would keep the host itself out. */
export const notTheOwner = defineError<{ path: string; uid: number }>({
  code: 'not_the_owner',
  kind: 'forbidden',
  message: ({ path, uid }) => `${path} belongs to the user ${uid}, not to whoever runs this.`,
  hint: ({ uid }) => `Run it as the user of the host, such as: sudo -u '#${uid}' agnes …`,
});

/** A host that cannot be reached from its own machine; people and browsers reach it all the same. */
export const socketUnusable = defineError<{ path: string; reason: string }>({
  code: 'host_socket_unusable',
  kind: 'unavailable',
  message: ({ path, reason }) => `The host cannot be reached through ${path}: ${reason}.`,
  hint: 'Until that is mended, stop the host before `agnes admin break-glass grant-admin` or `agnes server setup-code`.',
});

/** Whoever else can reach the socket could also have put another one in its place. */
export const socketNotPrivate = defineError<{ path: string }>({
  code: 'host_socket_not_private',
  kind: 'forbidden',
  message: ({ path }) => `${path} is not the socket of this user alone, so nothing is sent to it.`,
  hint: 'Restart the host: it makes the socket anew, for its own user only.',
});

/** The host is there and does not answer as it should. */
export const hostUnanswering = defineError<{ path: string; reason: string }>({
  code: 'host_unanswering',
  kind: 'unavailable',
  message: ({ path, reason }) => `The host behind ${path} does not answer: ${reason}.`,
  hint: 'Try again; if it stays, stop the host: the command works without it.',
});

/** Another program speaks to the host than the one that came with it. */
export const unknownCommand = defineError<{ command: string }>({
  code: 'unknown_command',
  kind: 'bad_request',
  message: ({ command }) => `The host knows no command "${command}".`,
  hint: 'Use the command line that was installed with the host.',
});

/** What came in is not what the command needs. */
export const badLocalRequest = defineError<{ fault: string }>({
  code: 'bad_local_request',
  kind: 'bad_request',
  message: ({ fault }) => `The host cannot use the request: ${fault}.`,
  hint: 'Use the command line that was installed with the host, and shorter texts.',
});
