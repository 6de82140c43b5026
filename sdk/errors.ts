/** Domain words for what went wrong; only `host/http` turns one into a status. */
export type ErrorKind =
  | 'bad_request'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'not_acceptable'
  | 'request_timeout'
  | 'conflict'
  | 'gone'
  | 'too_large'
  | 'unsupported_media'
  | 'misdirected'
  | 'invalid'
  | 'rate_limited'
  | 'internal'
  /** The instance lacks what an administrator has to set up; told to whoever asks. */
  | 'misconfigured'
  | 'upstream'
  | 'unavailable'
  | 'timeout';

type Details = Readonly<Record<string, unknown>>;

/** An error whose code, message and hint were designed. Recognised by brand: plugins may carry their own SDK. */
export interface PlatformError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  /** One instruction: what to do next. */
  readonly hint: string;
  readonly details: Details;
}

/** How one kind of failure is told. */
export interface ErrorDefinition<D extends Details> {
  /** Stable machine word, lower_snake. Its meaning never changes. */
  readonly code: string;
  readonly kind: ErrorKind;
  /** One sentence that names the thing, the rule and the value received. */
  readonly message: (details: D) => string;
  readonly hint: string | ((details: D) => string);
}

const brand = Symbol.for('agnes.error');

/** Declares an error; the result makes one: `throw tableNotFound({ table })`. */
export const defineError =
  <D extends Details = Record<never, never>>(definition: ErrorDefinition<D>) =>
  (details: D, options?: ErrorOptions): PlatformError => {
    const { code, kind, message, hint } = definition;
    const error = new Error(message(details), options);
    return Object.assign(error, {
      name: code,
      code,
      kind,
      hint: typeof hint === 'string' ? hint : hint(details),
      details,
      [brand]: true,
    });
  };

/** True for errors made by `defineError`, whichever copy of the SDK made them. */
export const isPlatformError = (value: unknown): value is PlatformError =>
  typeof value === 'object' && value !== null && brand in value;

/** The settings or the credentials are wrong; nothing is retried until somebody changes them. */
export const ConfigError = defineError<{ reason: string }>({
  code: 'config_error',
  kind: 'invalid',
  message: ({ reason }) => reason,
  hint: 'Correct the settings of this source, then test the connection.',
});

/** The source refused the credential. */
export const AuthExpired = defineError<{ reason: string }>({
  code: 'auth_expired',
  kind: 'upstream',
  message: ({ reason }) => reason,
  hint: 'Renew the secret this source names, then run it again.',
});

/** The credential is good and may not do this; nothing is retried until somebody grants it. */
export const AccessDenied = defineError<{ reason: string }>({
  code: 'access_denied_upstream',
  kind: 'forbidden',
  message: ({ reason }) => reason,
  hint: 'Grant the account of this source what is named, then run it again.',
});

/** The source does not have what is asked for. */
export const NotFound = defineError<{ reason: string }>({
  code: 'not_found_upstream',
  kind: 'not_found',
  message: ({ reason }) => reason,
  hint: 'Correct the name in the registration of the table, or remove the table.',
});

/** Nobody reads the pipe of a table any more. Why is the host's to say. */
export const PipeClosed = defineError<{ table: string }>({
  code: 'pipe_closed',
  kind: 'unavailable',
  message: ({ table }) => `The rows of "${table}" are not read any more.`,
  hint: 'See why the table was given up in the log of the run.',
});

/** The source wants to be left alone for a while. `retryAfter` is in seconds. */
export const RateLimited = defineError<{ reason: string; retryAfter?: number }>({
  code: 'rate_limited_upstream',
  kind: 'rate_limited',
  message: ({ reason }) => reason,
  hint: 'Nothing to do here: the next run waits as long as the source asks for.',
});

/** The source took longer than it may. */
export const TimedOut = defineError<{ reason: string }>({
  code: 'timeout_upstream',
  kind: 'timeout',
  message: ({ reason }) => reason,
  hint: 'Read less at a time, or raise the time limit of this source.',
});

/** More would be read or paid than is allowed. Numbers in bytes. */
export const BudgetExceeded = defineError<{ table: string; current: number; limit: number }>({
  code: 'budget_exceeded',
  kind: 'too_large',
  message: ({ table, current, limit }) => `"${table}" would read ${current} bytes; ${limit} are allowed.`,
  hint: 'Read fewer columns or rows, or raise the cap of this source.',
});

/** A DuckDB extension is not installed here. */
export const ExtensionUnavailable = defineError<{ extension: string; reason: string }>({
  code: 'extension_unavailable',
  kind: 'unavailable',
  message: ({ extension, reason }) => `The DuckDB extension "${extension}" cannot be loaded: ${reason}`,
  hint: 'Install the extension on this machine, or choose another driver for the source.',
});

/** This way of reading a source cannot read this table as it is registered; the next one is asked. */
export const DriverUnfit = defineError<{ table: string; reason: string }>({
  code: 'driver_unfit',
  kind: 'invalid',
  message: ({ table, reason }) => `This driver cannot read "${table}": ${reason}`,
  hint: 'Choose another driver in the settings of the source, or change how the table is registered.',
});

/** The source failed; worth another try later. `retryAfter` is in seconds. */
export const UpstreamError = defineError<{ reason: string; status?: number; retryAfter?: number }>({
  code: 'upstream_error',
  kind: 'upstream',
  message: ({ reason }) => reason,
  hint: 'Nothing to do here: the next run tries again. See the status page of the source.',
});

/** The source no longer has the shape the table was registered with. */
export const SchemaDrift = defineError<{ table: string; reason: string }>({
  code: 'schema_drift',
  kind: 'conflict',
  message: ({ table, reason }) => `The shape of "${table}" has changed: ${reason}`,
  hint: 'Compare the columns with the source and accept or reject the change.',
});

/** Thrown by a hook tap to stop what is about to happen. The reason is shown to people; the host adds the plugin. */
export const Veto = defineError<{ reason: string; plugin?: string }>({
  code: 'vetoed',
  kind: 'forbidden',
  message: ({ reason }) => reason,
  hint: 'The plugin that vetoed this is named beside the message; ask an administrator.',
});
