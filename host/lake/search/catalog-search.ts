import type { Static } from '@agnes/sdk';
import { Type } from '@agnes/sdk';
import type { Catalog } from '../catalog.ts';

const textOrNull = Type.Union([Type.String(), Type.Null()]);
const countOrNull = Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]);

/** Tables that were found: what one needs to choose among them. */
export const foundSchema = Type.Object({
  tables: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      description: textOrNull,
      query_mode: Type.String(),
      rows: countOrNull,
      size_bytes: countOrNull,
      last_sync: textOrNull,
      freshness: Type.String({ description: '`fresh`, `stale` (the last run failed) or `never`.' }),
      columns: Type.Array(Type.String(), { description: 'Those whose names hold a word of the question.' }),
    }),
  ),
  count: Type.Integer({ minimum: 0 }),
  matched: Type.Integer({ minimum: 0, description: 'All that fit, of the tables you may read.' }),
  truncated: Type.Boolean(),
});

type Found = Static<typeof foundSchema>;
type Item = Catalog['tables'][number];

interface Wish {
  /** Words that must all be found; every table when there are none. */
  readonly q: string;
  readonly limit: number;
}

/** Looks for words in the names, descriptions, tags and columns of tables a caller was granted. Names come first. */
export const searchCatalog = (
  { tables }: Catalog,
  columnsOf: (tableId: string) => readonly string[],
  { q, limit }: Wish,
): Found => {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const found = tables
    .map((table) => ({ table, columns: columnsOf(table.id) }))
    .filter(({ table, columns }) => {
      const text = textOf(table, columns);
      return words.every((word) => text.includes(word));
    })
    .map(({ table, columns }) => ({ table, columns: columns.filter((column) => holds(column, words)) }))
    .sort((a, b) => rank(b.table, words) - rank(a.table, words) || byName(a.table, b.table));
  const shown = found.slice(0, limit).map(({ table, columns }) => itemOf(table, columns));
  return {
    tables: shown,
    count: shown.length,
    matched: found.length,
    truncated: found.length > shown.length,
  };
};

const textOf = (table: Item, columns: readonly string[]): string => {
  const { name, description, folder, tags } = table;
  return [name, description ?? '', folder ?? '', ...tags.map((tag) => tag.name), ...columns]
    .join('\n')
    .toLowerCase();
};

const holds = (text: string, words: readonly string[]): boolean =>
  words.some((word) => text.toLowerCase().includes(word));

const rank = ({ name }: Item, words: readonly string[]): number =>
  words.filter((word) => name.toLowerCase().includes(word)).length;

const byName = (a: Item, b: Item): number => (a.name < b.name ? -1 : 1);

const itemOf = (table: Item, columns: readonly string[]): Found['tables'][number] => {
  const { id, name, description, query_mode, rows, size_bytes, last_sync, freshness } = table;
  return { id, name, description, query_mode, rows, size_bytes, last_sync, freshness, columns: [...columns] };
};
