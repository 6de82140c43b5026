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
  const count = (join: string): Promise<number> =>
    numberFrom(sandbox, `SELECT count(*) FROM (${base}) AS o SEMI JOIN ${join}`);
  const brought = await numberFrom(sandbox, `SELECT count(*) FROM (${fresh})`);
  const leaving = await count(`(${keys}) AS k ON ${onKey('o', 'k', table.primaryKey)}`);
  if (leaving !== brought) return false;
  const alike = columns
    .map(({ name }) => quoteIdent(name))
    .map((name) => `o.${name} IS NOT DISTINCT FROM n.${name}`)
    .join(' AND ');
  return (await count(`(${fresh}) AS n ON ${alike}`)) === brought;
};
