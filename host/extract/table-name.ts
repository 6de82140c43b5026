const strict = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const reserved: ReadonlySet<string> = new Set(['_meta', '_remote_attach']);

/** True for a name that can be a view, a file and a row of `_meta`. */
export const isTableName = (name: string): boolean => strict.test(name) && !reserved.has(name.toLowerCase());
