type ExactReviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

// The standard library's types do not know these two yet; the engine does.
const parse = JSON.parse as (text: string, reviver?: ExactReviver) => unknown;
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

const longNumber = /\d{16}/;

/** Reads JSON; whole numbers too large for a double become `bigint` instead of a neighbour. */
export const parseExact = (text: string): unknown =>
  longNumber.test(text) ? parse(text, exact) : parse(text);

const exact: ExactReviver = (_key, value, { source }) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
    ? BigInt(source)
    : value;

/** Writes JSON; a `bigint` is written as a number with all its digits. */
export const stringifyExact = (value: unknown, indent?: number): string =>
  JSON.stringify(
    value,
    (_key, item: unknown) => (typeof item === 'bigint' ? rawJSON(String(item)) : item),
    indent,
  );
