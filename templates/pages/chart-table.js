import { numberLabel } from './chart-scale.js';
import { countOf, element } from './element.js';

/** The figures of a chart as a table, which opens on demand. */
export const figuresOf = ({ kind, marks, across, up }) => {
  const cells = (mark) => {
    if (kind === 'bar') return [mark.label, mark.value];
    if (kind === 'histogram') return [`${numberLabel(mark.from)} to ${numberLabel(mark.to)}`, mark.value];
    return [mark.label, mark.y];
  };
  const rows = marks.slice(0, 200).map((mark) => {
    const [name, value] = cells(mark);
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, name),
      element('td', { class: 'number' }, String(value)),
    );
  });
  const head = element(
    'tr',
    {},
    element('th', { scope: 'col' }, across),
    element('th', { scope: 'col', class: 'number' }, up),
  );
  const table = element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows));
  const more = marks.length > 200 ? ` (the first 200 of ${countOf(marks.length)})` : '';
  return element(
    'details',
    { class: 'chart-table' },
    element('summary', {}, `Show as table${more}`),
    element(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Figures of the chart' },
      table,
    ),
  );
};
