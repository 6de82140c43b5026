import { quoteIdent } from '../../../store/quote-ident.ts';
import { selectFiles } from '../../view-sql.ts';
import type { ProfiledFiles, ProfileLimits } from '../profile-messages.ts';
import { isTextual, kindOf, type SampledColumn } from './column-kind.ts';
import type { Reader } from './reader.ts';

/** The rows that are looked at, in the engine's table `sample`. */
export interface Sample {
  readonly rowCount: number;
  readonly size: number;
  readonly isSampled: boolean;
  readonly columns: readonly SampledColumn[];
  readonly columnCount: number;
}

/** Longer text is kept as its beginning and a hash: enough to tell values apart, and no cell fills the memory. */
const longestText = 4_096;
const keptText = 1_000;
/** Rows that are tried after what was wanted did not fit into memory. */
const fallbacks = [50_000, 5_000, 500];

/** Reads the rows of a table into memory: all of them, or as many as the limits allow, chosen at random. */
export const takeSample = async (
  reader: Reader,
  { files }: Pick<ProfiledFiles, 'files'>,
  limits: ProfileLimits,
): Promise<Sample> => {
  const all = await columnsOf(reader, files);
  const columns = all.slice(0, limits.columns);
  const [[count] = []] = await reader.rows(['count(*)'], `FROM (${selectFiles(files)})`);
  const rowCount = Number(count);
  const wanted = Math.max(1, Math.min(limits.rows, Math.floor(limits.cells / Math.max(1, columns.length))));
  const select = selectOf(all.slice(0, limits.columns), files);
  const size = await load(reader, { select, rowCount, wanted });
  return { rowCount, size, isSampled: size < rowCount, columns, columnCount: all.length };
};

const columnsOf = async (reader: Reader, files: readonly string[]): Promise<readonly SampledColumn[]> => {
  const described = await reader.rows(
    ['column_name', 'column_type'],
    `FROM (DESCRIBE ${selectFiles(files)})`,
  );
  return described.map(([name, type], index) => ({
    name: String(name),
    type: String(type),
    kind: kindOf(String(type)),
    value: `c${index}`,
    length: `n${index}`,
  }));
};

const selectOf = (columns: readonly SampledColumn[], files: readonly string[]): string =>
  `SELECT ${columns.flatMap(keptSql).join(', ')} FROM (${selectFiles(files)})`;

const keptSql = ({ name, type, kind, value, length }: SampledColumn): readonly string[] => {
  const column = quoteIdent(name);
  if (!isTextual(kind)) return [`${column} AS ${value}`];
  const text = `${column}::VARCHAR`;
  const size = type === 'BLOB' ? `octet_length(${column})` : `length(${text})`;
  return [
    `CASE WHEN strlen(${text}) > ${longestText} THEN left(${text}, ${keptText}) || '…' || md5(${text})
     ELSE ${text} END AS ${value}`,
    `${size} AS ${length}`,
  ];
};

interface Load {
  readonly select: string;
  readonly rowCount: number;
  readonly wanted: number;
}

const load = async (reader: Reader, { select, rowCount, wanted }: Load): Promise<number> => {
  const sizes = [wanted, ...fallbacks.filter((size) => size < Math.min(wanted, rowCount))];
  for (const [index, size] of sizes.entries()) {
    const isLast = index === sizes.length - 1;
    if (await tryToLoad(reader, sampled(select, { rowCount, size }), isLast)) return Math.min(size, rowCount);
  }
  return 0;
};

const sampled = (select: string, { rowCount, size }: { rowCount: number; size: number }): string =>
  // The projection is inside: the reservoir holds shortened cells.
  size < rowCount ? `SELECT * FROM (${select}) USING SAMPLE reservoir(${size} ROWS) REPEATABLE (42)` : select;

const tryToLoad = async (reader: Reader, select: string, isLast: boolean): Promise<boolean> => {
  try {
    await reader.run(`CREATE TABLE sample AS ${select}`);
    return true;
  } catch (cause) {
    if (isLast || !isOutOfMemory(cause)) throw cause;
    return false;
  }
};

const isOutOfMemory = (cause: unknown): boolean =>
  cause instanceof Error && /out of memory|could not allocate/i.test(cause.message);
