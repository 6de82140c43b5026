import type { IssueRows } from '../rows/rows-of-issue.ts';
import { tableNames } from '../rows/tables.ts';
import type { MonthFiles } from './month-files.ts';
import { type MonthWriter, openMonth } from './month-writer.ts';

/** One month of all tables while it is written. */
export interface MonthTables {
  /** Replaces the rows of an issue. Keys come in their order. */
  replace(key: string, rows: IssueRows): Promise<void>;
  /** Puts the files in their places; throws `monthDamaged` when the last version was. */
  finish(): Promise<void>;
  /** Leaves the month as it was, where it is not finished. */
  drop(): Promise<void>;
}

/** Opens the next version of a month, empty or upon what is there. */
export const openMonthTables = async (
  files: MonthFiles,
  month: string,
  how: 'anew' | 'upon what is there',
): Promise<MonthTables> => {
  const writers: MonthWriter[] = [];
  for (const table of tableNames) {
    const base = how === 'anew' ? undefined : (await files.months(table)).get(month);
    writers.push(await openMonth(files, { table, month, base }));
  }
  return {
    replace: async (key, rows) => {
      for (const [index, table] of tableNames.entries()) await writers[index]?.replace(key, rows[table]);
    },
    finish: async () => {
      for (const writer of writers) await writer.finish();
    },
    drop: async () => {
      for (const writer of writers) await writer.drop();
    },
  };
};
