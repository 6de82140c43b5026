import { quoteText } from '../../store/quote-ident.ts';
import { rowsLost } from '../errors.ts';
import type { ExtractFile } from '../take-in-messages.ts';
import { readParquet } from './sandbox.ts';
import { numberFrom, type Work } from './work.ts';

/** A parquet file in the scratch folder that holds a part of the table, or all of it: then `part` is `''`. */
export interface Piece {
  readonly part: string;
  readonly path: string;
  readonly rows: number;
}

/** What a table is made of: new files, and published ones that stay. */
export interface Layout {
  readonly pieces: readonly Piece[];
  readonly kept: readonly ExtractFile[];
}

/** Writes what a SELECT gives as parquet, and sees that it is all there. */
export const writePiece = async (work: Work, part: string, select: string): Promise<Piece> => {
  const { sandbox, table } = work;
  const path = work.newPath();
  const written = await numberFrom(
    sandbox,
    `COPY (${select}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  const read = await numberFrom(sandbox, `SELECT count(*) FROM ${readParquet([path])}`);
  if (read !== written) throw rowsLost({ table: table.name, written, read });
  return { part, path, rows: read };
};
