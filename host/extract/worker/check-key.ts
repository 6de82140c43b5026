import type { Column } from '@agnes/sdk';
import { quoteIdent } from '../../store/quote-ident.ts';
import { keyDuplicate, keyMissing, keyNull } from '../errors.ts';
import type { Sandbox } from './sandbox.ts';
import { numberFrom } from './work.ts';

/** Rows that must have a key. `from` is something that can stand behind FROM. */
export interface Keyed {
  readonly from: string;
  readonly columns: readonly Column[];
  readonly key: readonly string[];
}

/** Throws unless every row has a key, and no two the same. */
export const checkKey = async (sandbox: Sandbox, rows: Keyed): Promise<void> => {
  if (rows.key.length === 0) return;
  await checkFilled(sandbox, rows);
  const keys = await doubledKeys(sandbox, rows);
  if (keys > 0) throw keyDuplicate({ keys, columns: rows.key });
};

/** Throws when the key is not there, or empty in some row. */
export const checkFilled = async (sandbox: Sandbox, { from, columns, key }: Keyed): Promise<void> => {
  const known = new Set(columns.map(({ name }) => name.toLowerCase()));
  const missing = key.find((column) => !known.has(column.toLowerCase()));
  if (missing !== undefined) throw keyMissing({ column: missing });
  const isNull = key.map((name) => `${quoteIdent(name)} IS NULL`).join(' OR ');
  const rows = await numberFrom(sandbox, `SELECT count(*) FROM ${from} WHERE ${isNull}`);
  if (rows > 0) throw keyNull({ rows, columns: key });
};

/** How many keys occur more than once. */
export const doubledKeys = (sandbox: Sandbox, { from, key }: Omit<Keyed, 'columns'>): Promise<number> => {
  const names = key.map(quoteIdent).join(', ');
  const doubled = `SELECT 1 FROM ${from} GROUP BY ${names} HAVING count(*) > 1`;
  return numberFrom(sandbox, `SELECT count(*) FROM (${doubled})`);
};
