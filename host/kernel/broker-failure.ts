import { isPlatformError, type PlatformError } from '@agnes/sdk/errors';
import { answerTimedOut, requestFailed } from './broker-errors.ts';
import { shownUrl } from './broker-request.ts';

/** What an error is told about. */
export interface Failure {
  readonly url: string;
  readonly scrub: (text: string) => string;
}

/** Turns whatever a request threw into an error that says what happened and holds no secret. */
export const requestError = (cause: unknown, { url, scrub }: Failure): PlatformError => {
  const chain = causesOf(cause);
  const ours = chain.find(isPlatformError);
  if (ours) return ours;
  const parsed = URL.parse(url);
  const shown = scrub(parsed ? shownUrl(parsed) : url);
  if (chain.some(isTimeout)) return answerTimedOut({ url: shown }, { cause });
  const reason = scrub(chain.map(wordsOf).join(': ') || String(cause));
  return requestFailed({ url: shown, reason }, { cause });
};

/** An error and what caused it, outermost first. `fetch` hides the telling one inside. */
const causesOf = (error: unknown): readonly Error[] => {
  const chain: Error[] = [];
  for (let at = error; at instanceof Error && chain.length < 5; at = at.cause) chain.push(at);
  return chain;
};

const isTimeout = (error: Error): boolean =>
  error.name === 'TimeoutError' || /_TIMEOUT$/.test(String((error as NodeJS.ErrnoException).code));

/** A failed connection to several addresses has no message, only a code. */
const wordsOf = (error: Error): string => error.message || String((error as NodeJS.ErrnoException).code);
