import type { Measured, Summary } from './measured.ts';

const header = ['Measured', 'Agnes', 'Reference', 'Ratio', 'Target', 'Notes'];

/** The lines as a table for people: medians, with the smallest and largest in parentheses. */
export const tableOf = (measured: readonly Measured[]): string => {
  const rows = [header, ...measured.map(rowOf)];
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
};

const rowOf = ({ name, unit, agnes, reference, ratio, target, note = '' }: Measured): readonly string[] => [
  name,
  `${numbers(agnes)} ${unit}`,
  reference ? `${numbers(reference)} ${unit}, ${reference.what}` : '',
  ratio ? numbers(ratio) : '',
  target ? `${target.text}: ${target.met ? 'met' : 'MISSED'}` : '',
  note,
];

const numbers = ({ median, min, max }: Summary): string =>
  min === max ? short(median) : `${short(median)} (${short(min)}–${short(max)})`;

const short = (value: number): string => {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
};
