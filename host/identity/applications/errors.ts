import { defineError } from '@agnes/sdk/errors';

/* The codes are those of OAuth: what speaks it reads them as `error`. */

/** An address that no code is ever sent to. */
export const invalidRedirectUri = defineError<{ redirect_uri: string; reason: string }>({
  code: 'invalid_redirect_uri',
  kind: 'bad_request',
  message: ({ redirect_uri, reason }) => `"${redirect_uri}" is no address to come back to: ${reason}.`,
  hint: 'Register an https address, or http on localhost, 127.0.0.1 or [::1] with any port.',
});

/** No application of this id is registered, or not any more. */
export const invalidClient = defineError({
  code: 'invalid_client',
  kind: 'bad_request',
  message: () => 'No application with this `client_id` is registered here.',
  hint: 'Have the application register again: remove it there and add it anew.',
});

/** The application wants an answer at an address it did not register. */
export const redirectMismatch = defineError({
  code: 'redirect_uri_mismatch',
  kind: 'bad_request',
  message: () => 'The application wants the answer at an address that it has not registered.',
  hint: 'Begin in the application itself. If you came here by a link, somebody else may have made it.',
});

/** Something that has to be in a request is not, or is not what it has to be. */
export const invalidRequest = defineError<{ reason: string }>({
  code: 'invalid_request',
  kind: 'bad_request',
  message: ({ reason }) => reason,
  hint: 'Send what RFC 6749 and RFC 7636 ask for; docs/mcp.md has it in short.',
});

/** Anything but a code. */
export const unsupportedResponseType = defineError({
  code: 'unsupported_response_type',
  kind: 'bad_request',
  message: () => '`response_type` has to be "code".',
  hint: 'Use the authorization code flow.',
});

/** Nothing of what is wanted can be had. */
export const invalidScope = defineError<{ offered: readonly string[] }>({
  code: 'invalid_scope',
  kind: 'bad_request',
  message: ({ offered }) => `Applications can have ${offered.join(' and ')}, and nothing else.`,
  hint: 'Leave `scope` out, or name what is in `offered`.',
});

/** A token for something that is not ours. */
export const invalidTarget = defineError<{ resource: string }>({
  code: 'invalid_target',
  kind: 'bad_request',
  message: ({ resource }) => `Tokens are given for ${resource} only.`,
  hint: 'Send the `resource` of /.well-known/oauth-protected-resource/mcp, or none.',
});

/** Neither a code nor a refresh token. */
export const unsupportedGrantType = defineError({
  code: 'unsupported_grant_type',
  kind: 'bad_request',
  message: () => '`grant_type` has to be "authorization_code" or "refresh_token".',
  hint: 'Use one of the two.',
});

/** The code or the refresh token is worth nothing, or not in these hands. */
export const invalidGrant = defineError({
  code: 'invalid_grant',
  kind: 'bad_request',
  message: () =>
    'What was presented is not valid: it was used, it has ended, or it was given to another application or for another address.',
  hint: 'Begin again at the authorization endpoint.',
});

/** Strangers have registered as many applications as are kept. */
export const tooManyClients = defineError<{ limit: number; retry_after_seconds: number }>({
  code: 'too_many_clients',
  kind: 'rate_limited',
  message: ({ limit }) => `No more than ${limit} applications are kept, and all of them are new or in use.`,
  hint: 'Try again in an hour; those that nobody connects give way.',
});
