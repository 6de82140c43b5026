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
export const readerUnknown = defineError<{ user: string }>({
  code: 'reader_unknown',
  kind: 'bad_request',
  message: ({ user }) => `Nobody who may sign in is "${user}".`,
  hint: 'Leave the reader out to see it as yourself, or give the id or the e-mail of an active user.',
});
