import type { ErrorKind, PlatformError } from '@agnes/sdk/errors';

const byKind: Partial<Record<ErrorKind, number>> = {
  bad_request: 2,
  invalid: 2,
  rate_limited: 3,
  conflict: 6,
  unauthenticated: 7,
  forbidden: 8,
  not_found: 8,
  unavailable: 9,
  timeout: 9,
};

const byStatus: Readonly<Record<number, number>> = { 400: 2, 401: 7, 403: 8, 404: 8, 409: 6, 422: 2, 429: 3 };

/** The exit code of a failure; the same for every command. */
export const exitCodeOf = ({ code, kind, details }: PlatformError): number => {
  if (code === 'client_too_old') return 10;
  if (code === 'interrupted') return 130;
  if (typeof details['exit_code'] === 'number') return details['exit_code'];
  const status = details['http'];
  if (typeof status !== 'number') return byKind[kind] ?? 1;
  return status >= 500 ? 5 : (byStatus[status] ?? 9);
};
