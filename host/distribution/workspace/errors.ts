import { defineError } from '@agnes/sdk/errors';

/** Whoever asks would write an address into files that is not ours. */
export const serverUrlUnknown = defineError<{ server_url: string; public_url: string }>({
  code: 'server_url_unknown',
  kind: 'bad_request',
  message: ({ server_url }) => `"${server_url}" is not an address of this host.`,
  hint: ({ public_url }) =>
    `Leave server_url out, or give ${public_url}; server.allowed_hosts may name more.`,
});

/** A preview for nobody. */
export const readerUnknown = defineError<{ user_id: string }>({
  code: 'reader_unknown',
  kind: 'bad_request',
  message: ({ user_id }) => `There is nobody with the id "${user_id}" who may sign in.`,
  hint: 'Leave user_id out to see it as yourself, or give the id of an active user: GET /api/users lists them.',
});
