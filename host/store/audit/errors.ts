import { defineError } from '@agnes/sdk/errors';

/** A filter that must be a point in time is none. */
export const instantInvalid = defineError<{ field: string; value: string }>({
  code: 'instant_invalid',
  kind: 'invalid',
  message: ({ field, value }) => `"${value}" in \`${field}\` is not a point in time.`,
  hint: 'Send ISO 8601 such as 2027-01-31T08:00:00Z, or a day; in an address `+` is written %2B.',
});
