import type { ExecutionContext } from 'ava';

/** As `t.like`, which of a list looks at its beginning alone: here a list holds what is named, and no other. */
export const likeWhole = (t: ExecutionContext, actual: unknown, expected: object): void => {
  t.deepEqual(named(actual, expected), expected);
};

/** Of objects only the fields that are named, of one that names none everything; of lists everything. */
const named = (actual: unknown, expected: unknown): unknown => {
  if (Array.isArray(actual) && Array.isArray(expected))
    return actual.map((item, index) => (index in expected ? named(item, expected[index]) : item));
  if (!isBranch(actual) || !isBranch(expected) || Object.keys(expected).length === 0) return actual;
  return Object.fromEntries(
    Object.entries(expected).map(([name, inner]) => [name, named(actual[name], inner)]),
  );
};

const isBranch = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
