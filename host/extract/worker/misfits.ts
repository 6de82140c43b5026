import type { Column } from '@agnes/sdk';
import { quoteIdent } from '../../store/quote-ident.ts';
import type { InputFile } from '../input-file.ts';
import type { ColumnPlan } from './plan-columns.ts';
import type { Sandbox } from './sandbox.ts';

/** What is read of the files of a table. */
export interface Input {
  readonly select: string;
  readonly columns: readonly Column[];
  /** Values that became null already, by column. */
  readonly nulled: Readonly<Record<string, number>>;
  /** The same over some of the files. */
  selectOf(files: readonly InputFile[]): Promise<string>;
}

/** How many values become null because they do not fit the column they go to. */
export const countMisfits = async (
  sandbox: Sandbox,
  { select, columns }: Input,
  plan: ColumnPlan,
): Promise<Readonly<Record<string, number>>> => {
  const target = new Map(plan.columns.map(({ name, type }) => [name.toLowerCase(), type]));
  const lossy = columns.filter(({ name }) => plan.lossy.has(name.toLowerCase()));
  return misfitsOf(
    sandbox,
    select,
    lossy.map(({ name }) => ({
      name,
      fitting: `TRY_CAST(${quoteIdent(name)} AS ${target.get(name.toLowerCase())})`,
    })),
  );
};

/** Counts, by column, values that are there and for which the expression gives nothing. */
export const misfitsOf = async (
  sandbox: Sandbox,
  select: string,
  columns: readonly { readonly name: string; readonly fitting: string }[],
): Promise<Readonly<Record<string, number>>> => {
  if (columns.length === 0) return {};
  const counts = columns.map(({ name, fitting }) => `count(${quoteIdent(name)}) - count(${fitting})`);
  const [row = []] = await sandbox.rows(`SELECT ${counts.join(', ')} FROM (${select})`);
  return Object.fromEntries(
    columns.map(({ name }, index) => [name, Number(row[index])] as const).filter(([, count]) => count > 0),
  );
};
