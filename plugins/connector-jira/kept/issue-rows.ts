import { isDamage } from '../errors.ts';
import { isObject, type Json } from '../rows/json.ts';
import { checkedLines } from './lines.ts';
import type { MonthFiles } from './month-files.ts';

/** The rows of `issues` as they are kept; a damaged month is left out, the next reading mends it. */
export async function* issueRows(files: MonthFiles): AsyncGenerator<Json> {
  for (const [month, hash] of await files.months('issues')) yield* undamaged(rowsOf(files, month, hash));
}

async function* rowsOf(files: MonthFiles, month: string, hash: string): AsyncGenerator<Json> {
  for await (const line of checkedLines(files.pathOf('issues', month, hash), hash)) {
    const row: unknown = JSON.parse(line);
    if (isObject(row)) yield row;
  }
}

async function* undamaged(rows: AsyncGenerator<Json>): AsyncGenerator<Json> {
  try {
    yield* rows;
  } catch (cause) {
    if (!isDamage(cause) && !(cause instanceof SyntaxError)) throw cause;
  }
}
