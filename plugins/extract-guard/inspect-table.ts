import type { Finding, StagedTable } from '@agnes/sdk';
import { capOf, type Settings } from './settings.ts';

/** What is wrong with a table that has been read: too many rows hold it back, none after some are worth a look. */
export const inspectTable = (
  { table, rows, previousRows = 0 }: StagedTable,
  settings: Settings,
): readonly Finding[] => {
  const cap = capOf(table.name, settings);
  if (rows > cap) {
    const message = `Table "${table.name}" has ${rows} rows; at most ${cap} are allowed.`;
    return [{ severity: 'block', code: 'too_many_rows', message }];
  }
  if (rows > 0 || previousRows === 0) return [];
  const message = `Table "${table.name}" is empty; it had ${previousRows} rows before.`;
  return [{ severity: 'warn', code: 'became_empty', message }];
};
