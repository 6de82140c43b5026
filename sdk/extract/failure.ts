import { type ErrorKind, isPlatformError, type PlatformError } from '../errors.ts';

/** Whose fault a failure is, and so whether trying again can help. */
export const failureClasses = [
  'ConfigError',
  'AuthError',
  'PermissionError',
  'NotFound',
  'RateLimited',
  'UpstreamError',
  'Timeout',
  'SchemaDrift',
  'BudgetExceeded',
  'ExtensionUnavailable',
  'PluginBug',
] as const;

/** One of `failureClasses`. */
export type FailureClass = (typeof failureClasses)[number];

/** An error as it crosses a process: no stack, no cause, nothing that was not written for people. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** False when nothing changes until somebody changes the settings, the secret or the source. */
  readonly retryable: boolean;
  /** Seconds the source wants to be left alone. */
  readonly retryAfter?: number;
  readonly class: FailureClass;
}

/** Tells any thrown value as a failure. What is not a designed error is a bug of the plugin. */
export const failureOf = (error: unknown): Failure => {
  if (isPlatformError(error)) return designed(error);
  if (isDenied(error)) return deniedFailure(error);
  if (isOutOfMemory(error)) return memoryFailure;
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    code: 'plugin_bug',
    message: `The plugin failed: ${message}`.slice(0, longestText),
    hint: 'Report this to the author of the plugin, with the log of the run.',
    retryable: true,
    class: 'PluginBug',
  };
};

const longestText = 2_000;

const designed = ({ code, kind, message, hint, details: { retryAfter } }: PlatformError): Failure => {
  const found = classOfCode[code] ?? classOfKind[kind];
  return {
    code,
    message: message.slice(0, longestText),
    hint: hint.slice(0, longestText),
    retryable: !permanent.has(found),
    ...(isWait(retryAfter) && { retryAfter }),
    class: found,
  };
};

const isWait = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0;

/** What Node's permission model throws. */
interface Denied extends Error {
  readonly permission?: string;
  readonly resource?: string;
}

const isDenied = (error: unknown): error is Denied => error instanceof Error && denials.has(codeOf(error));

const deniedFailure = ({ permission, resource, message }: Denied): Failure => ({
  code: 'access_denied',
  message: `The plugin tried what it is not granted: ${permission ?? message} ${resource ?? ''}`
    .trim()
    .slice(0, longestText),
  hint: 'A connector reads its own folder and the files its settings name, and reaches others through ctx.http only.',
  retryable: false,
  class: 'PermissionError',
});

/** What Node throws when a Buffer finds no room; a full heap ends the process instead. */
const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error &&
  /ERR_MEMORY_ALLOCATION_FAILED|allocation failed/i.test(`${codeOf(error)} ${error.message}`);

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '');

const memoryFailure: Failure = {
  code: 'out_of_memory',
  message: 'The plugin needed more memory than it may have.',
  hint: 'Raise limits.memoryMb of the source, or read less at a time.',
  retryable: true,
  class: 'BudgetExceeded',
};

const denials = new Set(['ERR_ACCESS_DENIED', 'ERR_DLOPEN_DISABLED']);

const permanent = new Set<FailureClass>(['ConfigError', 'AuthError', 'PermissionError', 'NotFound']);

const classOfCode: Readonly<Record<string, FailureClass>> = {
  auth_expired: 'AuthError',
  extension_unavailable: 'ExtensionUnavailable',
  plugin_bug: 'PluginBug',
};

const classOfKind: Readonly<Record<ErrorKind, FailureClass>> = {
  bad_request: 'ConfigError',
  invalid: 'ConfigError',
  unsupported_media: 'ConfigError',
  misdirected: 'ConfigError',
  method_not_allowed: 'ConfigError',
  not_acceptable: 'ConfigError',
  unauthenticated: 'AuthError',
  forbidden: 'PermissionError',
  not_found: 'NotFound',
  gone: 'NotFound',
  rate_limited: 'RateLimited',
  upstream: 'UpstreamError',
  unavailable: 'UpstreamError',
  timeout: 'Timeout',
  request_timeout: 'Timeout',
  conflict: 'SchemaDrift',
  too_large: 'BudgetExceeded',
  internal: 'PluginBug',
  misconfigured: 'ConfigError',
};
