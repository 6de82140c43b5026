import type { Cell, ColumnProfile } from '../profile.ts';
import { cellSql } from './cell-sql.ts';
import type { SampledColumn } from './column-kind.ts';
import { profileColumn } from './profile-column.ts';
import { oneRow, type Reader } from './reader.ts';
import { chooseRows, type Survey, takeSample } from './take-sample.ts';

/** What the rows of a table came to. */
export interface Looked {
  readonly size: number;
  readonly columns: readonly ColumnProfile[];
  readonly duplicates: number;
  readonly rows: readonly (readonly Cell[])[];
}

/** A statement over a table of thousands of columns takes its time for each of them, wanted or not. */
const columnsAtOnce = 40;
/** Rows that are kept to be shown; of wide tables fewer. */
const shownRows = 100;
const shownCells = 20_000;

/** Looks at as many rows as fit into memory. */
export const lookAtRows = async (reader: Reader, survey: Survey): Promise<Looked> => {
  const [wanted = 1, ...smaller] = survey.sizes;
  for (const size of [wanted, ...smaller.slice(0, -1)]) {
    const looked = await tryToLook(reader, survey, size);
    if (looked) return looked;
  }
  return await look(reader, survey, survey.sizes.at(-1) ?? 1);
};

const tryToLook = (reader: Reader, survey: Survey, size: number): Promise<Looked | undefined> =>
  look(reader, survey, size).catch((cause) => {
    if (!isOutOfMemory(cause)) throw cause;
    return undefined;
  });

const isOutOfMemory = (cause: unknown): boolean =>
  cause instanceof Error && /out of memory|could not allocate/i.test(cause.message);

const look = async (reader: Reader, survey: Survey, wanted: number): Promise<Looked> => {
  const { files, rowCount, columns: all } = survey;
  const size = Math.min(wanted, rowCount);
  const isSampled = size < rowCount;
  if (isSampled) await chooseRows(reader, rowCount, size);
  const most = Math.max(5, Math.min(shownRows, Math.floor(shownCells / Math.max(1, all.length))));
  const columns: ColumnProfile[] = [];
  let rows: Cell[][] = [];
  for (let from = 0; from < all.length; from += columnsAtOnce) {
    const group = all.slice(from, from + columnsAtOnce);
    await takeSample(reader, group, { files, isSampled });
    for (const column of group) columns.push(await profileColumn(reader, column, size));
    await noteRows(reader, group, from === 0);
    const shown = await rowsToShow(reader, group, most);
    rows = shown.map((cells, index) => [...(rows[index] ?? []), ...cells]);
  }
  return { size, columns, duplicates: await duplicatesIn(reader, size), rows };
};

/** Keeps a hash of each row as far as it was read; a row is never in memory as a whole. */
const noteRows = async (
  reader: Reader,
  columns: readonly SampledColumn[],
  isFirst: boolean,
): Promise<void> => {
  const part = `SELECT hash(${columns.map(({ value }) => value).join(', ')}) AS h FROM sample`;
  const joined = `SELECT hash(before.h, part.h) AS h FROM seen AS before POSITIONAL JOIN (${part}) AS part`;
  await reader.run(`CREATE OR REPLACE TABLE next AS ${isFirst ? part : joined}`);
  await reader.run('DROP TABLE IF EXISTS seen');
  await reader.run('ALTER TABLE next RENAME TO seen');
};

const duplicatesIn = async (reader: Reader, size: number): Promise<number> => {
  if (size === 0) return 0;
  const [distinct] = await oneRow(reader, ['count(DISTINCT h)'], 'FROM seen');
  return size - Number(distinct);
};

const rowsToShow = async (
  reader: Reader,
  columns: readonly SampledColumn[],
  most: number,
): Promise<readonly (readonly Cell[])[]> => {
  const cells = columns.map((column) => cellSql(column, column.value));
  // Every expression of `rows` became a cell.
  return (await reader.rows(cells, `FROM (FROM sample LIMIT ${most})`)) as readonly (readonly Cell[])[];
};
