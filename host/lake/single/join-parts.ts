import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { renameDurably } from '../../store/durable-file.ts';
import { hashAndSync } from '../../store/file-hashes.ts';
import { quoteText } from '../../store/quote-ident.ts';
import { rowsLost } from '../errors.ts';
import { selectFiles } from '../view-sql.ts';
import { openEngine } from '../worker/engine.ts';
import type { SingleFile, SingleRequest } from './messages.ts';

const hashLetters = 12;

/** Writes the parts as one parquet file, whose name says what is in it. */
export const joinParts = async (request: SingleRequest): Promise<SingleFile> => {
  const { folder, name } = request;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `${name}.tmp`);
  try {
    const rows = await write(request, temporary);
    if (rows !== request.rows) throw rowsLost({ rows, expected: request.rows });
    const hashes = await hashAndSync(temporary);
    const fileName = `${name}.${hashes.sha256.slice(0, hashLetters)}.parquet`;
    await renameDurably(temporary, join(folder, fileName));
    return { fileName, rows, ...hashes };
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
};

const write = async ({ files, extracts, memoryMb }: SingleRequest, path: string): Promise<number> => {
  using engine = await openEngine([extracts], memoryMb, 2);
  const copy = `COPY (${selectFiles(files)}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`;
  const [[rows] = []] = await engine.rows(copy);
  return Number(rows);
};
