/** The value with everything under a secret-looking key replaced; ids and names of secrets stay readable. */
export const masked = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(masked);
  // Secrets, dates and the like say themselves how they are written.
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    isSecret(key) ? '[secret]' : masked(inner),
  ]);
  return Object.fromEntries(entries);
};

const isSecret = (key: string): boolean => secretWord.test(key) && !reference.test(key);

const secretWord =
  /secret|passw|token|credential|authorization|cookie|api_?-?key|private_?-?key|signature|setup_?code/i;
const reference = /(_id|Id|_env|Env|_refs|Refs|_kind|Kind)$/;
