type Present<T> = { [Key in keyof T]?: Exclude<T[Key], null | undefined> };

/** The fields that say something: null, undefined and '' all mean absent. */
export const present = <T extends object>(fields: T): Present<T> =>
  // What is left out is exactly what the type leaves out.
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== ''),
  ) as Present<T>;
