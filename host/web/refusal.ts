import { isPlatformError, type PlatformError } from '@agnes/sdk/errors';
import { statusOf } from '../http/problem.ts';
import type { Reply } from '../http/reply.ts';

/** Why a form did not do what it was sent for, as its page tells. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly hint: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** For pages that cannot be shown again. */
  readonly cause: PlatformError;
}

/** What the sender of a form can mend: the page is shown again with the reason, and what was typed stays. */
const mendable: ReadonlySet<string> = new Set([
  'bad_request',
  'forbidden',
  'not_found',
  'conflict',
  'gone',
  'invalid',
  'rate_limited',
]);

/** Does what a form asks for, or shows its page again. */
export const orShowAgain = async (
  act: () => Promise<Reply>,
  again: (refusal: Refusal) => Promise<Reply>,
): Promise<Reply> => {
  try {
    return await act();
  } catch (cause) {
    if (!isPlatformError(cause) || !mendable.has(cause.kind)) throw cause;
    return again(refusalOf(cause));
  }
};

const refusalOf = (error: PlatformError): Refusal => ({
  status: statusOf[error.kind],
  code: error.code,
  detail: error.message,
  hint: error.hint,
  details: error.details,
  cause: error,
});

/** A hint, unless it only tells programs which route to call. */
export const hintForPeople = (hint: string): string =>
  /\b(GET|POST|PUT|PATCH|DELETE) \//.test(hint) ? '' : hint;

/** A refusal beside the form: `at` marks the field that is to be mended. */
export const refusalView = (
  refusal: Refusal | undefined,
  fields: Readonly<Record<string, string>> = {},
): object | undefined => {
  if (!refusal) return undefined;
  const { detail, code } = refusal;
  const hint = hintForPeople(refusal.hint);
  const field = fields[code];
  return { detail, hint, ...(field !== undefined && { field, at: { [field.replaceAll('-', '_')]: true } }) };
};
