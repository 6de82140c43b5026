import { defineError } from '@agnes/sdk/errors';

/** A plugin asked for a host that its manifest does not name. */
export const hostNotDeclared = defineError<{ host: string }>({
  code: 'host_not_declared',
  kind: 'forbidden',
  message: ({ host }) => `The host "${host}" is not among those the plugin declares.`,
  hint: 'Add the host to capabilities.network in agnes.plugin.json, or correct the address in the settings.',
});

/** Plain http to a host that is not approved for it, another scheme, or a login inside the address. */
export const urlRefused = defineError<{ url: string; reason: string }>({
  code: 'url_refused',
  kind: 'invalid',
  message: ({ url, reason }) => `The address "${url}" is refused: ${reason}.`,
  hint: 'Use an https address without a login in it; secrets are added by the host.',
});

/** A request that the broker does not carry. */
export const requestRefused = defineError<{ reason: string }>({
  code: 'request_refused',
  kind: 'invalid',
  message: ({ reason }) => `The request is refused: ${reason}.`,
  hint: 'See the Http interface of the SDK for what a request may hold.',
});

/** More redirects than are followed. */
export const tooManyRedirects = defineError<{ url: string; limit: number }>({
  code: 'too_many_redirects',
  kind: 'upstream',
  message: ({ url, limit }) => `"${url}" redirects more than ${limit} times.`,
  hint: 'Use the address that the redirects lead to.',
});

/** An answer larger than its cap. */
export const answerTooLarge = defineError<{ url: string; limitBytes: number }>({
  code: 'answer_too_large',
  kind: 'too_large',
  message: ({ url, limitBytes }) => `The answer of "${url}" is larger than ${limitBytes} bytes.`,
  hint: 'Ask for less at a time, use download for large files, or raise the limit of the source.',
});

/** No answer, or not all of it, in time. */
export const answerTimedOut = defineError<{ url: string }>({
  code: 'upstream_timeout',
  kind: 'timeout',
  message: ({ url }) => `"${url}" did not answer in time.`,
  hint: 'Nothing to do here: the next run tries again. If it stays, ask for less at a time.',
});

/** The request failed below HTTP. */
export const requestFailed = defineError<{ url: string; reason: string }>({
  code: 'upstream_error',
  kind: 'upstream',
  message: ({ url, reason }) => `The request to "${url}" failed: ${reason}`,
  hint: 'Check that the host is reachable from the server; the next run tries again.',
});

/** The setting names a secret that nobody stored. */
export const secretMissing = defineError<{ name: string }>({
  code: 'secret_missing',
  kind: 'invalid',
  message: ({ name }) => `The secret "${name}" is not set.`,
  hint: 'Set the secret of that name, then test the connection.',
});

/** A tap was called to see what it would say, and wanted to change something elsewhere. */
export const drySendsNothing = defineError<{ method: string }>({
  code: 'dry_call_sends_nothing',
  kind: 'conflict',
  message: ({ method }) => `A call that is only looked at sends nothing: the ${method} request was not made.`,
  hint: 'Nothing to do: a tap that sends something can only be seen up to that point.',
});
