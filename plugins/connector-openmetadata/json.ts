type Entity = Readonly<Record<string, unknown>>;

/** The object under a key; an empty one where there is none. */
export const objectIn = (value: unknown, key: string): Entity => {
  const inner = Object(value)[key];
  return typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inner : {};
};

/** The objects of the list under a key. */
export const listIn = (value: unknown, key: string): readonly Entity[] => {
  const inner: unknown = Object(value)[key];
  if (!Array.isArray(inner)) return [];
  return inner.filter((item: unknown): item is Entity => typeof item === 'object' && item !== null);
};

/** The text under a key that says something. */
export const textIn = (value: unknown, key: string): string | undefined => {
  const inner: unknown = Object(value)[key];
  return typeof inner === 'string' && inner.trim() !== '' ? inner.trim() : undefined;
};
