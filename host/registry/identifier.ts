/** True for names of views, folders and aliases. */
export const isStrictIdentifier = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name);

/** True for names from upstream that only ever appear quoted, and for ids of tables. */
export const isRelaxedIdentifier = (name: string): boolean =>
  /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(name);

/** The nearest strict identifier: accents dropped, everything else that does not fit becomes `_`. */
export const cleanedName = (name: string): string => {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '');
  const words = plain.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
  const legal = /^[A-Za-z]/.test(words) ? words : `t_${words}`;
  return legal.slice(0, 64).replace(/_+$/, '');
};

/** The id a table gets for its name. */
export const tableIdOf = (name: string): string => name.trim().toLowerCase().replaceAll(' ', '_');

/** The id of a table that is found at its source: the upstream id in lower case, `.` and blanks as `_`. */
export const idOfUpstream = (upstream: string): string => {
  const id = upstream.trim().toLowerCase().replace(/[. ]/g, '_');
  return isRelaxedIdentifier(id)
    ? id
    : id
        .replace(/[^a-z0-9_-]/g, '_')
        .replace(/^-+/, '')
        .slice(0, 128) || 't';
};
