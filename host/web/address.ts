/** What a page is asked for; blank values and a first page are left out of its address. */
export type AddressQuery = Readonly<Record<string, string | number | undefined>>;

/** The query of an address, as text. */
export const queryOf = (query: AddressQuery): string =>
  new URLSearchParams(
    Object.entries(query)
      .filter(
        ([name, value]) => value !== undefined && value !== '' && !(name.endsWith('page') && value === 1),
      )
      .map(([name, value]) => [name, String(value)]),
  ).toString();

/** The address of a page of ours. */
export const addressOf = (path: string, query: AddressQuery = {}): string => {
  const asked = queryOf(query);
  return asked === '' ? path : `${path}?${asked}`;
};

/** A path below another, whatever the id is made of. */
export const below = (path: string, ...ids: readonly string[]): string =>
  [path, ...ids.map(encodeURIComponent)].join('/');
