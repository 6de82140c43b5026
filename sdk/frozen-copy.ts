/** A deep copy that nobody can change: what one plugin is handed, no other code holds. Takes data, no functions. */
export const frozenCopy = <T>(value: T): T => frozen(structuredClone(value));

const frozen = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
};
