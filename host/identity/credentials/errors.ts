import { defineError } from '@agnes/sdk/errors';

/** The caller has no session of this id. */
export const sessionUnknown = defineError<{ id: string }>({
  code: 'session_not_found',
  kind: 'not_found',
  message: ({ id }) => `You have no session with the id "${id}".`,
  hint: 'GET /auth/sessions lists your sessions.',
});

/** Nobody has a token of this id. */
export const noSuchToken = defineError<{ id: string }>({
  code: 'token_not_found',
  kind: 'not_found',
  message: ({ id }) => `There is no access token with the id "${id}".`,
  hint: 'GET /auth/admin/tokens lists all tokens.',
});
