import { quoteIdent } from '../store/quote-ident.ts';
import { unsafeIdentifier } from './errors.ts';
import type { ScanWish } from './schema.ts';
import { folded } from './where/dialect.ts';

/** What a scan is written of; `condition` is one that this host has written, in DuckDB's dialect. */
export interface ScanParts extends Pick<ScanWish, 'select' | 'order_by' | 'limit'> {
  readonly table: string;
  readonly columns: readonly string[];
  readonly condition?: string;
}

/** The SELECT of a scan. Names are those of the table itself, whatever their spelling in the wish. */
export const scanStatement = (parts: ScanParts): string => {
  const { table, columns, select, order_by: order = [], condition, limit } = parts;
  const wanted = select?.map((name) => columnOf(name, { field: 'select', columns })) ?? columns;
  const ordered = order.map((entry) => orderOf(entry, columns));
  return [
    `SELECT ${wanted.map(quoteIdent).join(', ')}`,
    `FROM ${quoteIdent(table)}`,
    ...(condition === undefined ? [] : [`WHERE ${condition}`]),
    ...(ordered.length === 0 ? [] : [`ORDER BY ${ordered.join(', ')}`]),
    ...(limit === undefined ? [] : [`LIMIT ${limit}`]),
  ].join(' ');
};

const strict = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const entryOf = /^\s*(\S+)(?:\s+(asc|desc))?\s*$/i;

interface Named {
  readonly field: 'select' | 'order_by';
  readonly columns: readonly string[];
}

const orderOf = (entry: string, columns: readonly string[]): string => {
  const [, name = '', direction = 'ASC'] = entryOf.exec(entry) ?? [];
  if (name === '') throw unsafe('order_by', entry, 'is neither a column nor a column with ASC or DESC');
  return `${quoteIdent(columnOf(name, { field: 'order_by', columns }))} ${direction.toUpperCase()}`;
};

const columnOf = (name: string, { field, columns }: Named): string => {
  if (!strict.test(name)) throw unsafe(field, name, 'is no plain name');
  const column = columns.find((one) => folded(one) === folded(name));
  if (column === undefined) throw unsafe(field, name, 'is no column of the table');
  return column;
};

const unsafe = (field: Named['field'], value: string, what: string): Error => {
  const message = `"${value}" in \`${field}\` ${what}`;
  return unsafeIdentifier({ detail: { error: 'unsafe_identifier', message, details: { field, value } } });
};
