import { fileRefused } from '../errors.ts';
import type { InputFile } from '../input-file.ts';
import { declaredCsv } from './declared-csv.ts';
import { type Piece, writePiece } from './pieces.ts';
import type { Work } from './work.ts';

/** The files of a table without a pipe among them. */
export interface Drained {
  readonly files: readonly InputFile[];
  /** What came through the pipe, as it came. */
  readonly raw: Piece | undefined;
}

/** A pipe can be read once, and everything else here may read twice: what comes through it becomes a file first. */
export const drainPipes = async (work: Work, files: readonly InputFile[]): Promise<Drained> => {
  const [pipe] = files.filter((file) => file.pipe);
  if (!pipe) return { files, raw: undefined };
  const { format, path } = pipe;
  if (format.kind !== 'csv' || !format.columns || files.length > 1) {
    throw fileRefused({ file: path, why: 'is a pipe, and not one csv with declared columns' });
  }
  const raw = await writePiece(work, '', declaredCsv([path], format, format.columns));
  return { files: [{ path: raw.path, format: { kind: 'parquet' } }], raw };
};
