import { defineError } from '@agnes/sdk/errors';
import { shellWord } from './shell-word.ts';

/** The call itself is wrong. */
export const badUsage = defineError<{ reason: string; hint: string }>({
  code: 'bad_usage',
  kind: 'bad_request',
  message: ({ reason }) => reason,
  hint: ({ hint }) => hint,
});

/** Something must be asked, and nobody is there to answer. */
export const answerMissing = defineError<{ question: string; option: string }>({
  code: 'answer_missing',
  kind: 'bad_request',
  message: ({ question }) => `${question} is missing, and without a terminal nobody can be asked.`,
  hint: ({ option }) => `Give ${option}.`,
});

/** The person at the terminal thought better of it. */
export const notConfirmed = defineError({
  code: 'not_confirmed',
  kind: 'internal',
  message: () => 'Nothing was done.',
  hint: 'Answer with y, or give --yes.',
});

/** Ctrl-C, or a request to end. */
export const interrupted = defineError({
  code: 'interrupted',
  kind: 'internal',
  message: () => 'Interrupted.',
  hint: 'Run the command again to go on.',
});

/** A fault of this program. */
export const unexpected = defineError<{ reason: string }>({
  code: 'unexpected',
  kind: 'internal',
  message: ({ reason }) => `Something unexpected failed: ${reason}`,
  hint: 'Run it again with --verbose and report what it says.',
});

/** A file of ours cannot be used. */
export const badFile = defineError<{ path: string; reason: string; hint: string }>({
  code: 'bad_file',
  kind: 'bad_request',
  message: ({ path, reason }) => `${path} cannot be used: ${reason}`,
  hint: ({ hint }) => hint,
});

/** No token for this server. */
export const notSignedIn = defineError<{ server: string; savedFor?: string }>({
  code: 'not_signed_in',
  kind: 'unauthenticated',
  message: ({ server, savedFor }) =>
    savedFor === undefined
      ? `Not signed in to ${server}.`
      : `Not signed in to ${server}: the saved token belongs to ${savedFor}.`,
  hint: ({ server }) => `Run: agnes auth login --server ${shellWord(server)}`,
});

/** Whoever made a folder would decide who gets a secret. */
export const serverNotChosen = defineError<{ secret: string; server: string; workspace: string }>({
  code: 'server_not_chosen',
  kind: 'unauthenticated',
  message: ({ secret, server, workspace }) =>
    `${secret} is not sent to ${server}: only the folder ${workspace} names that server.`,
  hint: ({ server }) =>
    `If it is meant for that server, say so: --server ${shellWord(server)}, or AGNES_SERVER=${shellWord(server)}`,
});

/** No answer came, or it broke off. */
export const serverUnreachable = defineError<{ server: string; reason: string }>({
  code: 'server_unreachable',
  kind: 'unavailable',
  message: ({ server, reason }) => `${server} cannot be reached: ${reason}.`,
  hint: 'Check that the server runs and that --server or AGNES_SERVER names it.',
});

/** The server took longer than a command waits. */
export const serverSlow = defineError<{ server: string; seconds: number }>({
  code: 'server_slow',
  kind: 'unavailable',
  message: ({ server, seconds }) => `${server} sent nothing for ${seconds} seconds.`,
  hint: 'Try again, or wait longer with --timeout SECONDS.',
});

/** The server sends its callers elsewhere; a token must not follow. */
export const serverMoved = defineError<{ server: string; location: string }>({
  code: 'server_moved',
  kind: 'unavailable',
  message: ({ server, location }) => `${server} has moved to ${location}.`,
  hint: ({ location }) => `If you trust it: agnes auth login --server ${location}`,
});

/** A 2xx answer that is not what the endpoint promises. */
export const badAnswer = defineError<{ path: string; reason: string }>({
  code: 'bad_answer',
  kind: 'unavailable',
  message: ({ path, reason }) => `The answer of ${path} cannot be used: ${reason}.`,
  hint: 'Check that the address is that of an Agnes server, and compare versions with: agnes status',
});

/** The server no longer talks to this version. */
export const clientTooOld = defineError<{ version: string; needed: string }>({
  code: 'client_too_old',
  kind: 'gone',
  message: ({ version, needed }) => `The server needs agnes ${needed} or newer, this is ${version}.`,
  hint: 'Run: agnes update',
});

/** The host's programs are not installed beside this one. */
export const hostNotHere = defineError<{ command: string; path: string }>({
  code: 'host_not_here',
  kind: 'bad_request',
  message: ({ command, path }) => `agnes ${command} works on the server host only: there is no ${path}.`,
  hint: 'Run it where the server is installed.',
});

/** A program of the host ended with a failure; `said` is what it told on stderr, its way out in the last line. */
export const hostProgramFailed = defineError<{
  command: string;
  exit_code: number;
  said?: readonly string[];
}>({
  code: 'host_program_failed',
  kind: 'internal',
  message: ({ command, exit_code, said = [] }) => {
    const what = said.slice(0, Math.max(1, said.length - 1)).join(' ');
    return `agnes ${command} ended with code ${exit_code}${what === '' ? '.' : `: ${what}`}`;
  },
  hint: ({ said = [] }) => said.slice(1).at(-1) ?? 'What went wrong is on stderr, above.',
});

/** The server answers and says that it is not well. */
export const serverUnhealthy = defineError<{ server: string; http: number }>({
  code: 'server_unhealthy',
  kind: 'upstream',
  message: ({ server }) => `${server} says that it is unhealthy.`,
  hint: 'Tell an administrator; the log of the server says more.',
});
