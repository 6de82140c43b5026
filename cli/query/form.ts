import { stringifyExact } from '../json/exact.ts';
import type { JsonObject } from '../json/values.ts';
import { csvLines } from '../terminal/csv.ts';
import { safeJson, safeText } from '../terminal/safe-text.ts';
import { textTable } from '../terminal/text-table.ts';
import type { Answer } from './local.ts';

/** How an answer is written. */
export type Format = 'table' | 'json' | 'csv';

/** The answer for programs. */
export const answerJson = (answer: Answer): JsonObject => ({
  ...shown(answer),
  ...(answer.bqStats && { bq_stats: answer.bqStats }),
});

const shown = ({ columns, types, rows, truncated, scope, asOf }: Answer): JsonObject => ({
  columns,
  types,
  rows,
  row_count: rows.length,
  truncated,
  scope,
  as_of: asOf ?? null,
});

/** The lines of an answer. `width` is that of the terminal that shows them; a file or a pipe has none. */
export const answerLines = (
  answer: Answer,
  { format, width, rawCsv }: { format: Format; width: number | undefined; rawCsv: boolean },
): Iterable<string> => {
  const { columns, types, rows } = answer;
  if (format === 'json') return [safeJson(stringifyExact({ ok: true, ...answerJson(answer) }))];
  if (format === 'csv') return csvOf(answer, { raw: rawCsv, isShown: width !== undefined });
  const titles = columns.map((title, i) => ({
    title,
    align: isNumber(types[i]) ? ('right' as const) : ('left' as const),
  }));
  return textTable(titles, rows, width ?? Number.POSITIVE_INFINITY);
};

const csvOf = function* (
  { columns, types, rows }: Answer,
  { raw, isShown }: { raw: boolean; isShown: boolean },
): Generator<string> {
  // The line end that is added after it makes this the one of RFC 4180.
  for (const line of csvLines(columns, rows, { types, raw })) yield isShown ? safeText(line) : `${line}\r`;
};

const isNumber = (type = ''): boolean =>
  /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*|FLOAT|DOUBLE)$/.test(type);
