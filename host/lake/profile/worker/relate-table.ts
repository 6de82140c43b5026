import { quoteIdent } from '../../../store/quote-ident.ts';
import { selectFiles } from '../../view-sql.ts';
import type { ProfiledFiles, ProfileLimits, Related, RelationCandidate } from '../profile-messages.ts';
import { kindOf } from './column-kind.ts';
import { openReader, type Reader } from './reader.ts';

/** Different values of the column that are looked for. */
const lookedFor = 10_000;
/** Fewer values found than this: it is no relation. */
const enough = 0.95;

/** What each candidate comes to: the key of the other table, and how many of the column's values are there. */
export const relateTable = async (
  { files }: Pick<ProfiledFiles, 'files'>,
  candidates: readonly RelationCandidate[],
  { memoryMb }: Pick<ProfileLimits, 'memoryMb'>,
): Promise<readonly Related[]> => {
  const related: Related[] = [];
  for (const candidate of candidates) {
    using reader = await openReader([...files, ...candidate.files], memoryMb);
    // A table that cannot be read, or does not fit into memory, is no relation; the profile stands without it.
    related.push(await relate(reader, files, candidate).catch(() => null));
  }
  return related;
};

const relate = async (
  reader: Reader,
  files: readonly string[],
  { column, keys, files: others }: RelationCandidate,
): Promise<Related> => {
  const [own, there] = [await columnsOf(reader, files), await columnsOf(reader, others)];
  const kind = own.get(column.toLowerCase())?.kind;
  const key = keys
    .flatMap((name) => there.get(name.toLowerCase()) ?? [])
    .find((found) => found.kind === kind)?.name;
  if (key === undefined) return null;
  const share = await shareOf(
    reader,
    `SELECT ${quoteIdent(column)} AS v FROM (${selectFiles(files)})`,
    `SELECT ${quoteIdent(key)} AS k FROM (${selectFiles(others)})`,
  );
  return share >= enough ? { key, share } : null;
};

const columnsOf = async (reader: Reader, files: readonly string[]) => {
  const described = await reader.rows(
    ['column_name', 'column_type'],
    `FROM (DESCRIBE ${selectFiles(files)})`,
  );
  return new Map(
    described.map(([name, type]) => [
      String(name).toLowerCase(),
      { name: String(name), kind: kindOf(String(type)) },
    ]),
  );
};

/** How many of the values are keys; none when a key is there twice, for then it is none. */
const shareOf = async (reader: Reader, values: string, keys: string): Promise<number> => {
  await reader.run(
    `CREATE TABLE own AS SELECT * FROM (SELECT DISTINCT v FROM (${values}) WHERE v IS NOT NULL)
     USING SAMPLE reservoir(${lookedFor} ROWS) REPEATABLE (42)`,
  );
  // Joined on the small side: the keys stream by, however many there are.
  const [[hits, distinct] = []] = await reader.rows(
    ['count(*)', 'count(DISTINCT k)'],
    `FROM (${keys}) WHERE k IN (SELECT v FROM own)`,
  );
  const [[all] = []] = await reader.rows(['count(*)'], 'FROM own');
  return Number(all) === 0 || hits !== distinct ? 0 : Number(distinct) / Number(all);
};
