import { createHash } from 'node:crypto';

/** The part of rows without a value in the column that cuts the table. */
const nullPart = '__null__';

/** The name of the n-th part of a table that grows by parts. */
export const numberedPart = (number: number): string => String(number).padStart(6, '0');

/** The name of a file that had none while it was the only one. */
export const firstPart = numberedPart(0);

/** Most parts of a table. */
export const mostParts = 5_000;

const plain = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;
const made = /^v-.*-[0-9a-f]{12}$/;

/** The name of a part, which is a file name too: the value where it may be one, else what is left of it and a hash. */
export const partName = (value: string | null): string => {
  if (value === null) return nullPart;
  if (plain.test(value) && !made.test(value) && value !== nullPart) return value;
  const rest = value.replaceAll(/[^A-Za-z0-9_]+/g, '_').slice(0, 40);
  return `v-${rest}-${createHash('sha256').update(value).digest('hex').slice(0, 12)}`;
};
