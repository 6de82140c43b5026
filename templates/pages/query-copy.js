const oneLine = (text) => text.replace(/[\t\r\n]+/g, ' ');

const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const piped = (text) => oneLine(text).replaceAll('\\', '\\\\').replaceAll('|', '\\|');

const textOf = (value) => (value === null ? '' : String(value));

const lined = (rows, cell, between) =>
  rows.map((row) => row.map((value) => cell(textOf(value))).join(between)).join('\n');

const markdown = (names, rows) => {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const body = rows.map((row) => line(row.map((value) => piped(textOf(value)))));
  return [line(names.map(piped)), line(names.map(() => '---')), ...body].join('\n');
};

/** Cells as text: `tsv` for spreadsheets, `csv`, or `markdown`. One cell is its value alone. */
export const copyOf = (form, { columns, rows }) => {
  const names = columns.map(({ name }) => name);
  if (form === 'markdown' && names.length > 0) return markdown(names, rows);
  const all = names.length > 0 ? [names, ...rows] : rows;
  return form === 'csv' ? lined(all, quoted, ',') : lined(all, oneLine, '\t');
};
