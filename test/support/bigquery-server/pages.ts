/** Rows and names of one page, however many are asked for. */
export interface Pages {
  readonly rows: number;
  readonly names: number;
}

/** What stands behind the question mark. */
export type Query = Readonly<Record<string, string>>;

/** A page, and the token of the next one. */
export const cut = <T>(
  all: readonly T[],
  query: Query,
  most: number,
): readonly [readonly T[], string | undefined] => {
  const from = Number(query['pageToken']?.replace('page-', '') ?? 0);
  const to = from + Math.min(most, Number(query['maxResults'] ?? most));
  return [all.slice(from, to), to < all.length ? `page-${to}` : undefined];
};

/** A row is kept as the text that is sent. */
export const parsedRow = (row: string): unknown => JSON.parse(row);
