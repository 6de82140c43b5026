import { defineError } from '@agnes/sdk/errors';

/** Nobody can tell any more which sessions are private: then none is sent. */
export const privateUnreadable = defineError<{ path: string }>({
  code: 'private_sessions_unreadable',
  kind: 'internal',
  message: ({ path }) => `${path} cannot be read, so nobody knows which sessions are private: none is sent.`,
  hint: 'Mend the file, or delete it and mark your private sessions again with: agnes session private ID',
});

/** There is no such session. */
export const sessionUnknown = defineError<{ id: string }>({
  code: 'session_unknown',
  kind: 'not_found',
  message: ({ id }) => `There is no session "${id}" in this workspace.`,
  hint: 'See them with: agnes session list',
});

/** The beginning of an id that several sessions have. */
export const sessionAmbiguous = defineError<{ id: string; sessions: readonly string[]; exit_code: number }>({
  code: 'session_ambiguous',
  kind: 'bad_request',
  message: ({ id, sessions }) => `"${id}" may be ${sessions.join(' or ')}.`,
  hint: 'Write more of the id.',
});

/** A file was read while it was replaced, or the server took in other bytes than were sent. */
export const uploadChanged = defineError<{ file: string }>({
  code: 'upload_changed',
  kind: 'unavailable',
  message: ({ file }) => `The server took in other bytes of "${file}" than were sent.`,
  hint: 'Run the sync again.',
});
