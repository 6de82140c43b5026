import type { Column } from '@agnes/sdk';
import { quoteIdent } from '../../store/quote-ident.ts';
import { mergeNeedsKey } from '../errors.ts';
import { selectBase } from './base-files.ts';
import { checkFilled } from './check-key.ts';
import { columnsOf, emptyRows } from './columns.ts';
import { checkFiles } from './input-files.ts';
import { selectInputs } from './inputs.ts';
import type { Landed } from './land.ts';
import { lastOfEach } from './last-of-each.ts';
import { writePiece } from './pieces.ts';
import { readParquet } from './sandbox.ts';
import type { Work } from './work.ts';

/** What a merge does to the rows that are published. Both SELECTs are over small files in the scratch folder. */
export interface Delta {
  /** Rows that are new or new versions; keys are unique. */
  readonly fresh: string;
  /** Keys of rows that go, because they come again or are gone. */
  readonly keys: string;
  readonly rows: number;
  readonly deletes: number;
}

/** Makes the rows and the delete markers of a read ready to be merged. */
export const deltaOf = async (work: Work, landed: Landed): Promise<Delta> => {
  const { table } = work;
  if (table.primaryKey.length === 0) throw mergeNeedsKey({ table: table.name });
  const pieces = landed.pieces.length > 0 ? await lastOfEach(work, landed) : [];
  const from =
    pieces.length > 0 ? readParquet(pieces.map(({ path }) => path)) : `(${emptyRows(landed.columns)})`;
  const key = table.primaryKey.map(quoteIdent).join(', ');
  const gone = await deletesOf(work, landed.columns);
  const all = `SELECT * FROM ${from}`;
  return {
    fresh: gone ? `${all} AS n ANTI JOIN (${gone.select}) AS g ON ${onKey('n', 'g', table.primaryKey)}` : all,
    keys: `SELECT ${key} FROM ${from}${gone ? ` UNION ALL ${gone.select}` : ''}`,
    rows: pieces.reduce((sum, { rows }) => sum + rows, 0),
    deletes: gone?.rows ?? 0,
  };
};

/** A join condition over the key. Keys are never null here. */
export const onKey = (one: string, other: string, key: readonly string[]): string =>
  key.map((name) => `${one}.${quoteIdent(name)} = ${other}.${quoteIdent(name)}`).join(' AND ');

const deletesOf = async (
  work: Work,
  columns: readonly Column[],
): Promise<{ readonly select: string; readonly rows: number } | undefined> => {
  const { table, sandbox, request } = work;
  if (!table.deletes) return undefined;
  const files = await checkFiles({ ...table, files: [table.deletes] }, request.allowedPaths);
  const read = await selectInputs(sandbox, files);
  const types = new Map(columns.map(({ name, type }) => [name.toLowerCase(), type]));
  const list = table.primaryKey.map((name) => {
    const type = types.get(name.toLowerCase());
    return `CAST(${quoteIdent(name)} AS ${type ?? 'VARCHAR'}) AS ${quoteIdent(name)}`;
  });
  const named = `SELECT ${list.join(', ')} FROM (${read})`;
  const select = table.deletes.stays ? await without(work, named, columns) : named;
  const { path, rows } = await writePiece(work, '', select);
  const from = readParquet([path]);
  await checkFilled(sandbox, {
    from,
    columns: await columnsOf(sandbox, `SELECT * FROM ${from}`),
    key: table.primaryKey,
  });
  return { select: `SELECT * FROM ${from}`, rows };
};

/** Keys that are published and not among these. */
const without = async (work: Work, stay: string, columns: readonly Column[]): Promise<string> => {
  const { primaryKey } = work.table;
  const parts = work.base?.parts ?? [];
  if (parts.length === 0) return `${stay} LIMIT 0`;
  const wanted = primaryKey.map((name) => name.toLowerCase());
  const base = await selectBase(
    work,
    parts,
    columns.filter(({ name }) => wanted.includes(name.toLowerCase())),
  );
  return `SELECT * FROM (${base}) AS o ANTI JOIN (${stay}) AS k ON ${onKey('o', 'k', primaryKey)}`;
};
