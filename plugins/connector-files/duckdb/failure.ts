import { AccessDenied, AuthExpired, NotFound, RateLimited, UpstreamError } from '@agnes/sdk/errors';
import { fileMalformed } from '../errors.ts';

/** Tells what DuckDB says of a file or a listing in the words of the host. */
export const failureOf = (file: string, cause: unknown): unknown => {
  const said = cause instanceof Error ? cause.message : String(cause);
  const reason = `"${file}": ${firstLine(cause)}`;
  const found = meanings.find(([pattern]) => pattern.test(said));
  return found
    ? found[1]({ reason }, { cause })
    : fileMalformed({ file, reason: firstLine(cause) }, { cause });
};

/** The first line of an error: the others show the statement, and with it what is in it. */
export const firstLine = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0]?.slice(0, 500) ?? '';

const meanings = [
  [/AccessDenied/, AccessDenied],
  [/\b40[13]\b|Authentication Failure|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken/, AuthExpired],
  [/\b404\b|NoSuchBucket|NoSuchKey/, NotFound],
  [/\b429\b|SlowDown/, RateLimited],
  [/^(HTTP|IO) Error.*(HTTP|connect|timed? ?out)/is, UpstreamError],
] as const;
