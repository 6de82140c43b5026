import { quoteIdent } from '../../../store/quote-ident.ts';
import { selectFiles } from '../../view-sql.ts';
import type { ProfiledFiles, ProfileLimits } from '../profile-messages.ts';
import { isTextual, kindOf, type SampledColumn } from './column-kind.ts';
import type { Reader } from './reader.ts';

/** What a table has, before anybody looks at its rows. */
export interface Survey {
  readonly files: readonly string[];
  readonly rowCount: number;
  /** Columns that are looked at. */
  readonly columns: readonly SampledColumn[];
  readonly columnCount: number;
  /** How many rows are looked at; the smaller ones are tried when they do not fit into memory. */
  readonly sizes: readonly number[];
}

/** Longer text is kept as its beginning and a hash: enough to tell values apart, and no cell fills the memory. */
const longestText = 4_096;
const keptText = 1_000;
const fallbacks = [50_000, 5_000, 500];

/** Looks at the footers of a table's files. */
export const surveyTable = async (
  reader: Reader,
  { files }: Pick<ProfiledFiles, 'files'>,
  limits: ProfileLimits,
): Promise<Survey> => {
  const described = await reader.rows(
    ['column_name', 'column_type'],
    `FROM (DESCRIBE ${selectFiles(files)})`,
  );
  const [[count] = []] = await reader.rows(['count(*)'], `FROM (${selectFiles(files)})`);
  const rowCount = Number(count);
  const columns = described.slice(0, limits.columns).map(columnOf);
  const wanted = Math.min(limits.rows, Math.ceil(limits.cells / Math.max(1, columns.length)));
  const sizes = [wanted, ...fallbacks.filter((size) => size < Math.min(wanted, rowCount))];
  return { files, rowCount, columns, columnCount: described.length, sizes };
};

const columnOf = ([name, type]: readonly unknown[], index: number): SampledColumn => ({
  name: String(name),
  type: String(type),
  kind: kindOf(String(type)),
  value: `c${index}`,
  length: `n${index}`,
});

/** Chooses rows by their number, into the engine's table `chosen`: a reservoir of whole rows would hold them all. */
export const chooseRows = (reader: Reader, rowCount: number, size: number): Promise<void> =>
  reader.run(
    `CREATE OR REPLACE TABLE chosen AS SELECT i FROM range(1, ${rowCount + 1}) r(i)
     USING SAMPLE reservoir(${size} ROWS) REPEATABLE (42)`,
  );

/** Reads some columns of the chosen rows into the engine's table `sample`, in the order of the rows. */
export const takeSample = async (
  reader: Reader,
  columns: readonly SampledColumn[],
  { files, isSampled }: Pick<Survey, 'files'> & { readonly isSampled: boolean },
): Promise<void> => {
  const own = columns.map(({ name }, index) => `${quoteIdent(name)} AS v${index}`);
  const rows = `SELECT ${own.join(', ')}, row_number() OVER () AS rn FROM (${selectFiles(files)})`;
  const chosen = isSampled ? 'WHERE rn IN (FROM chosen)' : '';
  await reader.run(
    `CREATE OR REPLACE TABLE sample AS SELECT ${columns.flatMap(keptSql).join(', ')} FROM (${rows}) ${chosen}`,
  );
};

const keptSql = ({ type, kind, value, length }: SampledColumn, index: number): readonly string[] => {
  const column = `v${index}`;
  if (!isTextual(kind)) return [`${column} AS ${value}`];
  const text = `${column}::VARCHAR`;
  const size = type === 'BLOB' ? `octet_length(${column})` : `length(${text})`;
  return [
    `CASE WHEN strlen(${text}) > ${longestText} THEN left(${text}, ${keptText}) || '…' || md5(${text})
     ELSE ${text} END AS ${value}`,
    `${size} AS ${length}`,
  ];
};
