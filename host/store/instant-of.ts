import { instantInvalid } from './audit/errors.ts';

const iso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** The point in time that somebody typed into a filter. */
export const instantOf = (field: string, value: string): Date => {
  const instant = new Date(value);
  if (!iso.test(value) || Number.isNaN(instant.getTime())) throw instantInvalid({ field, value });
  return instant;
};
