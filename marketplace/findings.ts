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

/** An error of this room, of one entry, as a finding. What nobody foresaw is thrown on. */
export const problemOf = (about: string | undefined, cause: unknown): Finding => {
  if (!isPlatformError(cause)) throw cause;
  const next = cause.hint ?? 'Correct the entry, then sync again.';
  return { about, level: 'problem', rule: cause.code, what: cause.message, next };
};

/** A warning. */
export const warning = (
  about: string | undefined,
  { rule, what, next }: Pick<Finding, 'rule' | 'what' | 'next'>,
): Finding => ({ about, level: 'warning', rule, what, next });
