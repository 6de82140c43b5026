/** The value under some keys; nothing where one of them is missing. */
export const at = (value: unknown, ...[key, ...rest]: readonly string[]): unknown => {
  if (key === undefined) return value;
  return isRecord(value) && Object.hasOwn(value, key) ? at(value[key], ...rest) : undefined;
};

/** Text under some keys; numbers are read as text, for ids come as either. */
export const textAt = (value: unknown, ...keys: readonly string[]): string | undefined => {
  const found = at(value, ...keys);
  if (typeof found === 'number') return String(found);
  return typeof found === 'string' && found !== '' ? found : undefined;
};

/** A number under some keys that is not negative. */
export const countAt = (value: unknown, ...keys: readonly string[]): number | undefined => {
  const found = at(value, ...keys);
  return typeof found === 'number' && found >= 0 ? found : undefined;
};

/** The items of a list under some keys. */
export const listAt = (value: unknown, ...keys: readonly string[]): readonly unknown[] => {
  const found = at(value, ...keys);
  return Array.isArray(found) ? found : [];
};

/** The texts of a list under some keys. */
export const textsAt = (value: unknown, ...keys: readonly string[]): readonly string[] =>
  listAt(value, ...keys).filter((item) => typeof item === 'string');

/** True for a JSON object. */
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
