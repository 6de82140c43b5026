import type { Column } from '@agnes/sdk/connector';
import type { Slice } from '../exported-file.ts';
import { quoteIdent, quoteText } from './quote.ts';

/** What stands behind FROM to read exported slices: every column as text, so that an empty text stays one. */
export const sliceSource = (columns: readonly Column[], slices: readonly Slice[]): string => {
  const names = columns.map(({ name }) => quoteText(name)).join(', ');
  const readers = (['gzip', 'none'] as const).flatMap((compression) => {
    const paths = slices
      .filter((slice) => slice.compression === compression)
      .map(({ path }) => quoteText(path));
    const options = [
      'auto_detect = false, header = false',
      // Left to be found out, a line break inside the first values would be taken for that of the file.
      `delim = ',', quote = '"', escape = '"', new_line = '\\n', compression = '${compression}'`,
      `force_not_null = [${names}]`,
      `columns = {${columns.map(({ name }) => `${quoteText(name)}: 'VARCHAR'`).join(', ')}}`,
    ];
    return paths.length === 0 ? [] : [`SELECT * FROM read_csv([${paths.join(', ')}], ${options.join(', ')})`];
  });
  return `(${readers.length > 0 ? readers.join(' UNION ALL ') : nothing(columns)})`;
};

const nothing = (columns: readonly Column[]): string =>
  `SELECT ${columns.map(({ name }) => `NULL::VARCHAR AS ${quoteIdent(name)}`).join(', ')} LIMIT 0`;
