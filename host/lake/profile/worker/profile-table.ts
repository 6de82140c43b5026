import type { Cell, ColumnProfile, Profile } from '../profile.ts';
import type { ProfiledFiles, ProfileLimits } from '../profile-messages.ts';
import { cellSql } from './cell-sql.ts';
import { percent, variableTypes } from './classify.ts';
import { profileColumn } from './profile-column.ts';
import { oneRow, openReader, type Reader } from './reader.ts';
import { type Sample, takeSample } from './take-sample.ts';

/** Rows that are kept to be shown; of wide tables fewer. */
const shownRows = 100;
const shownCells = 20_000;
/** An expression over thousands of columns is deeper than the engine allows. */
const columnsAtOnce = 200;

/** Puts a table into numbers: all of its rows, or a sample of them where there are too many. */
export const profileTable = async (table: ProfiledFiles, limits: ProfileLimits): Promise<Profile> => {
  using reader = await openReader(table.files, limits.memoryMb);
  const sample = await takeSample(reader, table, limits);
  const columns: ColumnProfile[] = [];
  for (const column of sample.columns) columns.push(await profileColumn(reader, column, sample.size));
  const cells = sample.size * columns.length;
  const missing = columns.reduce((sum, { null_count }) => sum + null_count, 0);
  return {
    row_count: sample.rowCount,
    column_count: sample.columnCount,
    file_size_mb: Math.round((table.sizeBytes / 1_048_576) * 100) / 100,
    sampled: sample.isSampled,
    sample_size: sample.size,
    avg_completeness: cells === 0 ? 100 : percent(1 - missing / cells),
    missing_cells: missing,
    missing_cells_pct: cells === 0 ? 0 : percent(missing / cells),
    duplicate_rows: await duplicatesIn(reader, sample),
    variable_types: variableTypes(columns),
    date_range: dateRange(columns),
    alerts: columns.flatMap(({ name, alerts }) => alerts.map((alert) => ({ column: name, alert }))),
    columns_omitted: sample.columnCount - columns.length,
    columns,
    sample_rows: await rowsToShow(reader, sample),
  };
};

/** Rows that are there already. By hash: rows may be thousands of columns wide. */
const duplicatesIn = async (reader: Reader, { columns, size }: Sample): Promise<number> => {
  if (size === 0) return 0;
  const values = columns.map(({ value }) => value);
  const hashes = Array.from(
    { length: Math.ceil(values.length / columnsAtOnce) },
    (_, index) => `hash(${values.slice(index * columnsAtOnce, (index + 1) * columnsAtOnce).join(', ')})`,
  );
  const [distinct] = await oneRow(reader, [`count(DISTINCT hash(${hashes.join(', ')}))`], 'FROM sample');
  return size - Number(distinct);
};

const rowsToShow = async (reader: Reader, { columns }: Sample): Promise<Profile['sample_rows']> => {
  const most = Math.max(5, Math.min(shownRows, Math.floor(shownCells / Math.max(1, columns.length))));
  const cells = columns.map((column) => cellSql(column, column.value));
  // Every expression of `rows` became a cell.
  return (await reader.rows(cells, `FROM (FROM sample LIMIT ${most})`)) as readonly (readonly Cell[])[];
};

const dateRange = (columns: readonly ColumnProfile[]): Profile['date_range'] => {
  const dates = columns.filter(({ date_histogram }) => date_histogram !== undefined);
  const texts = (which: 'min' | 'max') =>
    dates.flatMap((column) => (typeof column[which] === 'string' ? [column[which]] : [])).sort();
  const [from, to] = [texts('min')[0], texts('max').at(-1)];
  return from === undefined || to === undefined ? null : { from, to };
};
