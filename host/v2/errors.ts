import { defineError } from '@agnes/sdk/errors';

/** Why a condition is refused. */
export const validatorKinds = [
  'parse_error',
  'nested_select',
  'multi_statement',
  'ddl_or_dml',
  'cross_table_reference',
  'unknown_function',
  'unknown_column',
  'disallowed_node',
] as const;

/** One of `validatorKinds`. */
export type ValidatorKind = (typeof validatorKinds)[number];

/** The condition of a scan is not one that is run. */
const validatorRejected = defineError<{
  detail: {
    error: 'validator_rejected';
    kind: ValidatorKind;
    details: { message: string; name?: string };
  };
}>({
  code: 'validator_rejected',
  kind: 'bad_request',
  message: ({ detail }) => `The condition is refused: ${detail.details.message}`,
  hint: 'Send one condition over the columns of the table, with the functions of its dialect; GET /api/v2/schema/{id} shows both.',
});

/** Refuses a condition; `name` is the column or function meant. */
export const rejected = (kind: ValidatorKind, message: string, name?: string): Error =>
  validatorRejected({
    detail: { error: 'validator_rejected', kind, details: { message, ...(name !== undefined && { name }) } },
  });

/** A name in `select` or `order_by` that is no column of the table. */
export const unsafeIdentifier = defineError<{
  detail: { error: 'unsafe_identifier'; message: string; details: { field: string; value: string } };
}>({
  code: 'unsafe_identifier',
  kind: 'bad_request',
  message: ({ detail }) => detail.message,
  hint: 'Name columns of the table as GET /api/v2/schema/{id} lists them.',
});

/** More rows are wanted than one scan may have. */
export const scanLimitTooLarge = defineError<{
  detail: { error: 'limit_too_large'; message: string; details: { limit: number; max_limit: number } };
}>({
  code: 'limit_too_large',
  kind: 'bad_request',
  message: ({ detail }) => detail.message,
  hint: 'Ask for fewer rows, or narrow the scan with `where`.',
});

/** An answer that cannot be cut has more bytes than a scan may. */
export const scanTooLong = defineError<{ limit_bytes: number }>({
  code: 'scan_too_long',
  kind: 'bad_request',
  message: ({ limit_bytes }) => `The answer has more than the ${limit_bytes} bytes that a scan may have.`,
  hint: 'Ask for fewer rows or columns, or narrow the scan with `where`.',
});

/** The caller has as much in flight as one user may, or has read what one user may in a day. Numbers in scans, or bytes. */
export const quotaExceeded = defineError<{
  detail: {
    error: 'quota_exceeded';
    kind: 'concurrent_scans' | 'daily_bytes';
    current: number;
    limit: number;
    retry_after_seconds: number;
  };
  retry_after_seconds: number;
}>({
  code: 'quota_exceeded',
  kind: 'rate_limited',
  message: ({ detail }) =>
    detail.kind === 'daily_bytes'
      ? `You have read ${detail.current} bytes at sources today, and may read ${detail.limit}.`
      : `${detail.current} scans of yours run; at most ${detail.limit} may.`,
  hint: 'Wait as long as `retry_after_seconds` says, or read less.',
});
