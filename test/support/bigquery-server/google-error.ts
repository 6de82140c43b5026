/** How an API of Google says no: the status, a word for programs, a sentence for people. */
export interface GoogleError {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The body of such an answer. */
export const errorBody = ({ status, reason, message }: GoogleError) => ({
  error: {
    code: status,
    message,
    errors: [{ message, domain: 'global', reason }],
    status: words[status] ?? 'UNKNOWN',
  },
});

const words: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
};

/** Thrown by whatever answers a request. */
export class Refused extends Error {
  readonly error: GoogleError;

  constructor(error: GoogleError) {
    super(error.message);
    this.error = error;
  }
}
