/** What a table of words or pages has under a key that came with a request; what every object inherits is no entry. */
export const entryOf = <T>(table: Readonly<Record<string, T>>, key: string | undefined): T | undefined =>
  key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
