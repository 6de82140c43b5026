/** True for a value that JSON writes in the way the host reads it back. */
type PlainTest = (value: unknown) => boolean;

/**
 * True for a row that `JSON.stringify` writes as it has to be written, which most are: that takes half the time. Any
 * other is written value by value, and told what is wrong with it.
 */
export const isPlain = (
  row: Readonly<Record<string, unknown>>,
  tests: ReadonlyMap<string, PlainTest>,
): boolean => {
  // An object of a class may bring a `toJSON` of its own.
  if (Object.getPrototypeOf(row) !== Object.prototype) return false;
  for (const name in row) {
    const test = tests.get(name);
    const value = row[name];
    if (!test || !(value === undefined || value === null || test(value))) return false;
  }
  return true;
};

/** What of a column type needs no rewriting. Of a list nothing is known. */
export const plainTestOf = (type: string): PlainTest =>
  type.endsWith('[]') ? never : (tests[type.replace(/\(.*$/, '')] ?? isText);

const never: PlainTest = () => false;
const isText: PlainTest = (value) => typeof value === 'string';
const isInteger: PlainTest = (value) => Number.isSafeInteger(value);
const isNumber: PlainTest = (value) =>
  typeof value === 'number' ? Number.isFinite(value) : isText(value) && decimal.test(String(value));

const decimal = /^[+-]?\d+(\.\d+)?$/;

const tests: Readonly<Record<string, PlainTest>> = {
  BOOLEAN: (value) => typeof value === 'boolean',
  TINYINT: isInteger,
  SMALLINT: isInteger,
  INTEGER: isInteger,
  BIGINT: isInteger,
  HUGEINT: isInteger,
  FLOAT: isNumber,
  DOUBLE: isNumber,
  DECIMAL: isNumber,
  BLOB: never,
  JSON: never,
};
