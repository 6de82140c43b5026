/** A JSON object whose fields are not yet known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one for everything else. */
export const objectOf = (value: unknown): JsonObject =>
  // The check leaves exactly the values whose fields can be read as unknown.
  isObject(value) ? (value as JsonObject) : {};

/** True for JSON objects, false for arrays and null. */
export const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value as a list of objects; empty for everything else. */
export const objectsOf = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.map(objectOf) : [];

/** The value when it is text that says something. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The value when it is a number. */
export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' ? value : undefined;

/** The JSON value of the text; `undefined` when it is not JSON, which callers tell in their own words. */
export const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
