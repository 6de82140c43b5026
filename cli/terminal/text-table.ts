import { safeText } from './safe-text.ts';
import { cutToWidth, padToWidth, textWidth } from './text-width.ts';

const gap = '  ';
const narrowest = 6;

/** A column: its title, and on which side its values stand. */
export interface TextColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Lines of a table that fits `width` columns; columns that find no room are left out and named. */
export const textTable = function* (
  columns: readonly TextColumn[],
  rows: readonly (readonly unknown[])[],
  width: number,
): Generator<string> {
  const cells = rows.map((row) => row.map(cellText));
  const titles = columns.map(({ title }) => safeText(title));
  const widths = fitted(natural(titles, cells), width);
  const line = (values: readonly string[]) =>
    widths
      .map((room, i) => padToWidth(cutToWidth(values[i] ?? '', room), room, columns[i]?.align ?? 'left'))
      .join(gap)
      .trimEnd();
  yield line(titles);
  yield widths.map((room) => '─'.repeat(room)).join(gap);
  for (const row of cells) yield line(row);
  if (widths.length < columns.length) yield `(not shown: ${titles.slice(widths.length).join(', ')})`;
};

/** A value as people read it; nothing is shown for what is absent. */
export const cellText = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return safeText(typeof value === 'object' ? JSON.stringify(value) : String(value));
};

const natural = (titles: readonly string[], cells: readonly (readonly string[])[]): number[] =>
  titles.map((title, i) =>
    cells.reduce((most, row) => Math.max(most, textWidth(row[i] ?? '')), textWidth(title)),
  );

const total = (widths: readonly number[]): number =>
  widths.reduce((sum, room) => sum + room + gap.length, -gap.length);

/** Takes room from the widest first, then leaves out the last ones. */
const fitted = (wanted: readonly number[], width: number): number[] => {
  const widths = [...wanted];
  while (total(widths) > width) {
    const widest = Math.max(...widths);
    if (widest > narrowest)
      widths[widths.indexOf(widest)] = Math.max(narrowest, widest - (total(widths) - width));
    else if (widths.length > 1) widths.pop();
    else break;
  }
  return widths;
};
