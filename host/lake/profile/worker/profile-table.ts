import type { ColumnProfile, Profile } from '../profile.ts';
import type { ProfiledFiles, ProfileLimits } from '../profile-messages.ts';
import { percent, variableTypes } from './classify.ts';
import { lookAtRows } from './look-at-rows.ts';
import { openReader } from './reader.ts';
import { surveyTable } from './take-sample.ts';

/** Puts a table into numbers: all of its rows, or a sample of them where there are too many. */
export const profileTable = async (table: ProfiledFiles, limits: ProfileLimits): Promise<Profile> => {
  using reader = await openReader(table.files, limits.memoryMb);
  const survey = await surveyTable(reader, table, limits);
  const { size, columns, duplicates, rows } = await lookAtRows(reader, survey);
  const cells = size * columns.length;
  const missing = columns.reduce((sum, { null_count }) => sum + null_count, 0);
  return {
    row_count: survey.rowCount,
    column_count: survey.columnCount,
    file_size_mb: Math.round((table.sizeBytes / 1_048_576) * 100) / 100,
    sampled: size < survey.rowCount,
    sample_size: size,
    avg_completeness: cells === 0 ? 100 : percent(1 - missing / cells),
    missing_cells: missing,
    missing_cells_pct: cells === 0 ? 0 : percent(missing / cells),
    duplicate_rows: duplicates,
    variable_types: variableTypes(columns),
    date_range: dateRange(columns),
    alerts: columns.flatMap(({ name, alerts }) => alerts.map((alert) => ({ column: name, alert }))),
    columns_omitted: survey.columnCount - columns.length,
    columns,
    sample_rows: rows,
  };
};

const dateRange = (columns: readonly ColumnProfile[]): Profile['date_range'] => {
  const dates = columns.filter(({ date_histogram }) => date_histogram !== undefined);
  const texts = (which: 'min' | 'max') =>
    dates.flatMap((column) => (typeof column[which] === 'string' ? [column[which]] : [])).sort();
  const [from, to] = [texts('min')[0], texts('max').at(-1)];
  return from === undefined || to === undefined ? null : { from, to };
};
