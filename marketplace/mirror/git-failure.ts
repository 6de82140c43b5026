import { fetchFailed, fetchTimedOut, packageRefused } from '../errors.ts';
import { withoutLogin } from '../web-address.ts';

/** What is known of a call that failed. */
export interface FailedCall {
  readonly source: string;
  readonly token: string | undefined;
  readonly late: AbortSignal;
  readonly callMs: number;
  /** The caller's: when it gave up, its reason is passed on. */
  readonly signal: AbortSignal;
  readonly tooLarge: AbortSignal;
}

/** Git's complaint as an error of ours, without the token in any of its forms. */
export const gitFailure = (thrown: unknown, call: FailedCall): unknown => {
  const { source, token, late, callMs, signal, tooLarge } = call;
  if (signal.aborted) return signal.reason;
  if (tooLarge.aborted)
    return packageRefused({ thing: source, rule: 'is larger than a repository may be', next });
  if (late.aborted) return fetchTimedOut({ source, seconds: Math.round(callMs / 1000) });
  const text = withoutLogin(thrown instanceof Error ? thrown.message : String(thrown));
  // No cause: it would quote what was cut out.
  return fetchFailed({ source, reason: withoutToken(oneLine(text), token) });
};

const next = 'Give the package a repository of its own, with a short history.';

const oneLine = (text: string): string =>
  text
    .replaceAll(/\?|\s+/g, ' ')
    .replaceAll(/(?:fatal|error): /g, '')
    .trim()
    .replace(/\.$/, '')
    .slice(0, 300);

/** A text without a token, as it is, in base64 (alone and with its user) and as URLs write it. */
const withoutToken = (text: string, token: string | undefined): string => {
  if (token === undefined || token === '') return text;
  const forms = [token, encodeURIComponent(token), base64(token), base64(`x-access-token:${token}`)];
  return forms.reduce((clean, form) => clean.replaceAll(form, '•••'), text);
};

const base64 = (text: string): string => Buffer.from(text).toString('base64').replace(/=+$/, '');
