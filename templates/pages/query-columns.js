import { element } from './element.js';

const widthOf = ({ name, type }, index, rows) => {
  const longest = rows.reduce((most, row) => Math.max(most, String(row[index] ?? 'NULL').length), 0);
  return Math.min(Math.max(longest, name.length, type.length * 0.8, 5), 44) + 4;
};

const sized = (width) => {
  const column = element('col');
  column.style.width = `${width}ch`;
  return column;
};

/** How wide the columns of a grid are, by what is in them here and there; the last one takes what is left. */
export const widthsOf = (columns, rows) => {
  const step = Math.ceil(rows.length / 400);
  const some = rows.filter((_, index) => index % step === 0 || index === rows.length - 1);
  const ordinal = String(rows.length).length + 3;
  const widths = [ordinal, ...columns.map((column, index) => widthOf(column, index, some))];
  const group = element('colgroup', {}, ...widths.map(sized), element('col'));
  return { group, width: widths.reduce((sum, width) => sum + width, 0) };
};
