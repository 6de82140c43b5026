import type { Column } from '@agnes/sdk';
import { quoteIdent } from '../../store/quote-ident.ts';
import type { ExtractFile } from '../take-in-messages.ts';
import { selectBase } from './base-files.ts';
import { onKey } from './delta.ts';
import { numberFrom, type Work } from './work.ts';

/** What would be merged into some published files. All are SELECTs. */
export interface Change {
  readonly parts: readonly ExtractFile[];
  readonly columns: readonly Column[];
  readonly fresh: string;
  /** Keys of the rows that would leave the files. */
  readonly keys: string;
}

/**
 * True when a merge would put back exactly what it takes away. A read that begins some time before its cursor brings the
 * same rows again and again: without this every run would be a new version for everybody who has a copy.
 */
export const isSame = async (work: Work, { parts, columns, fresh, keys }: Change): Promise<boolean> => {
  if (parts.length === 0) return false;
  const { sandbox, table } = work;
  const base = await selectBase(work, parts, columns);
  const on = (other: string): string => onKey('o', other, table.primaryKey);
  const brought = await numberFrom(sandbox, `SELECT count(*) FROM (${fresh})`);
  const met = (select: string): Promise<number> =>
    numberFrom(sandbox, `SELECT count(*) FROM (${base}) AS o SEMI JOIN (${select}) AS k ON ${on('k')}`);
  if ((await met(keys)) !== brought) return false;
  // A new row beside a deleted one, or one that moved, leaves that number as it is.
  const isMixed = table.deletes !== undefined || table.partition !== undefined;
  if (isMixed && (await met(fresh)) !== brought) return false;
  const differs = columns
    .map(({ name }) => quoteIdent(name))
    .map((name) => `o.${name} IS DISTINCT FROM n.${name}`)
    .join(' OR ');
  // One row is enough, so a real change is found early.
  const other = `SELECT 1 FROM (${base}) AS o JOIN (${fresh}) AS n ON ${on('n')} WHERE ${differs} LIMIT 1`;
  return (await sandbox.rows(other)).length === 0;
};
