const numeric = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*|FLOAT|DOUBLE|BOOLEAN|DATE|TIME.*|INTERVAL)$/;

/** How CSV is written: `raw` leaves text alone that a spreadsheet would take for a formula. */
export interface CsvOptions {
  /** Types of the columns; without them every value that is text counts as text. */
  readonly types: readonly string[];
  readonly raw: boolean;
}

/** Lines of RFC 4180, without their line ends. */
export const csvLines = function* (
  columns: readonly string[],
  rows: Iterable<readonly unknown[]>,
  { types, raw }: CsvOptions,
): Generator<string> {
  const isText = columns.map((_, i) => !raw && !isNumeric(types[i] ?? ''));
  yield columns.map((column) => cell(column, !raw)).join(',');
  for (const row of rows) yield row.map((value, i) => cell(value, isText[i] ?? true)).join(',');
};

// A list or struct of numbers is shown as text, however its type begins.
const isNumeric = (type: string): boolean => !type.endsWith(']') && numeric.test(type);

const cell = (value: unknown, guarded: boolean): string => {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string')
    return quoted(typeof value === 'object' ? JSON.stringify(value) : String(value));
  return value === '' ? '""' : quoted(guarded && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value);
};

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
