import type { Fault } from '@agnes/sdk';
import { defineError } from '@agnes/sdk/errors';

/** The body, query or path does not fit the schema. Every fault is listed. */
export const invalidInput = defineError<{ errors: readonly Fault[] }>({
  code: 'invalid_input',
  kind: 'invalid',
  message: ({ errors }) => errors.map(({ loc, msg }) => `${loc}: ${msg}`)[0] ?? 'The input is not valid.',
  hint: 'Correct the fields listed in `errors`; /docs shows the schema of this operation.',
});

export const malformedBody = defineError<{ reason: string }>({
  code: 'malformed_body',
  kind: 'bad_request',
  message: ({ reason }) => `The request body cannot be read: ${reason}.`,
  hint: 'Send UTF-8 JSON with `Content-Type: application/json`.',
});

export const bodyTooLarge = defineError<{ limit_bytes: number }>({
  code: 'body_too_large',
  kind: 'too_large',
  message: ({ limit_bytes }) => `The request body is larger than ${limit_bytes} bytes.`,
  hint: 'Send less at once.',
});

export const bodyTooSlow = defineError<{ limit_seconds: number }>({
  code: 'body_too_slow',
  kind: 'request_timeout',
  message: ({ limit_seconds }) => `The request body did not arrive within ${limit_seconds} seconds.`,
  hint: 'Send it again, at once.',
});

export const unsupportedMedia = defineError<{ received: string }>({
  code: 'unsupported_media_type',
  kind: 'unsupported_media',
  message: ({ received }) => `A body of type "${received}" is not read here.`,
  hint: 'Send `Content-Type: application/json`.',
});

export const noSuchRoute = defineError<{ path: string }>({
  code: 'no_such_route',
  kind: 'not_found',
  message: ({ path }) => `There is nothing at ${path}.`,
  hint: 'GET /openapi.json lists every route.',
});

export const wrongMethod = defineError<{ method: string; path: string }>({
  code: 'method_not_allowed',
  kind: 'method_not_allowed',
  message: ({ method, path }) => `${path} does not answer ${method}.`,
  hint: 'The `Allow` header lists the methods.',
});

export const missingCredentials = defineError({
  code: 'missing_credentials',
  kind: 'unauthenticated',
  message: () => 'Missing or invalid Authorization header',
  hint: 'Send `Authorization: Bearer <token>`; POST /auth/token gives one.',
});

export const adminOnly = defineError({
  code: 'admin_required',
  kind: 'forbidden',
  message: () => 'Admin access required',
  hint: 'Ask a member of the group Admin.',
});

export const sessionOnly = defineError<{ kind: string }>({
  code: 'session_required',
  kind: 'forbidden',
  message: ({ kind }) => `This needs an interactive sign-in; the credential presented is a ${kind}.`,
  hint: 'Sign in with e-mail and password and use that token.',
});

export const schedulerNotAllowed = defineError({
  code: 'scheduler_not_allowed',
  kind: 'forbidden',
  message: () =>
    'The credential of the scheduler triggers runs, looks at jobs and reads schedules, and nothing else.',
  hint: 'Use a personal access token of somebody who may do this.',
});

export const scopeMissing = defineError<{ scope: string }>({
  code: 'scope_missing',
  kind: 'forbidden',
  message: ({ scope }) => `The token lacks the scope "${scope}".`,
  hint: 'Create a token with this scope.',
});

export const crossSite = defineError({
  code: 'csrf_rejected',
  kind: 'forbidden',
  message: () => 'A request that changes something came from another site.',
  hint: 'Send it from a page of this host, or with an Authorization header.',
});

export const tooManyRequests = defineError<{ limit: number }>({
  code: 'rate_limited',
  kind: 'rate_limited',
  message: ({ limit }) => `More than ${limit} calls of this operation a minute.`,
  hint: 'Wait a minute.',
});

export const cursorInvalid = defineError({
  code: 'cursor_invalid',
  kind: 'bad_request',
  message: () => 'The cursor was not made by this host.',
  hint: 'Leave `cursor` out to start at the first page.',
});

export const cursorExpired = defineError({
  code: 'cursor_expired',
  kind: 'bad_request',
  message: () => 'The cursor is older than 24 hours.',
  hint: 'Leave `cursor` out to start at the first page.',
});

export const misdirectedRequest = defineError<{ host: string }>({
  code: 'misdirected_request',
  kind: 'misdirected',
  message: ({ host }) => `This host does not answer under the name "${host}".`,
  hint: 'Use the public address of this host, or add the name to `server.allowed_hosts` in instance.yaml.',
});

export const unprintableHeader = defineError({
  code: 'invalid_header_value',
  kind: 'bad_request',
  message: () =>
    'A value of this request would be part of a header and holds a character that no header may.',
  hint: 'Remove line breaks, control characters and letters outside of Latin-1.',
});

export const undeclaredAccess = defineError<{ operation: string }>({
  code: 'undeclared_access',
  kind: 'internal',
  message: ({ operation }) => `The operation ${operation} does not say who may call it.`,
  hint: 'Add `who` to its declaration.',
});

export const unauditedChange = defineError<{ operation: string }>({
  code: 'unaudited_change',
  kind: 'internal',
  message: ({ operation }) => `The operation ${operation} declares an audit row and wrote none.`,
  hint: 'Hand `intent` to `store.write`.',
});

export const unexpected = defineError({
  code: 'internal_error',
  kind: 'internal',
  message: () => 'Something failed on our side.',
  hint: 'Try again; if it stays, give the request id to an administrator.',
});

export const stateReadOnly = defineError({
  code: 'state_read_only',
  kind: 'unavailable',
  message: () => 'The disk of this host is nearly full: nothing is changed until there is room again.',
  hint: 'Free space on the disk of DATA_DIR; the host goes on by itself. Reading and queries work meanwhile.',
});
