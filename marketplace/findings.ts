import { isPlatformError } from '@agnes/sdk/errors';

/** Something about a marketplace that its author should hear: what, which rule, and what to do next. */
export interface Finding {
  /** The entry or path it is about; the marketplace as a whole without one. */
  readonly about?: string | undefined;
  /** What has a problem is not taken in; a warning changes nothing. */
  readonly level: 'problem' | 'warning';
  /** A code that stays the same, lower_snake. */
  readonly rule: string;
  readonly what: string;
  readonly next: string;
}

/** An error of one entry as a finding. Of what nobody foresaw only the kind is said: its text may hold paths of ours. */
export const problemOf = (about: string | undefined, cause: unknown): Finding => {
  if (isPlatformError(cause)) {
    const next = cause.hint ?? 'Correct the entry, then sync again.';
    return { about, level: 'problem', rule: cause.code, what: cause.message, next };
  }
  const what = `It could not be read here (${kindOf(cause)}).`;
  const next = 'Look at the disk and the log of the host, then sync again.';
  return { about, level: 'problem', rule: 'unreadable', what, next };
};

const kindOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return typeof cause;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
};

/** A warning. */
export const warning = (
  about: string | undefined,
  { rule, what, next }: Pick<Finding, 'rule' | 'what' | 'next'>,
): Finding => ({ about, level: 'warning', rule, what, next });
