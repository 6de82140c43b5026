import { bestChart, marksOf } from './chart-data.js';
import { pictureOf } from './chart-picture.js';
import { figuresOf } from './chart-table.js';
import { countOf, element, isTemporal, nothing } from './element.js';

const kinds = { bar: 'Bars', line: 'Line', scatter: 'Points', histogram: 'Histogram' };

const choice = (id, title, { options, value, onchange }) => {
  const select = element(
    'select',
    { id, onchange: () => onchange(select.value) },
    ...options.map(([key, text]) =>
      element('option', { value: key, selected: String(key) === String(value) }, text),
    ),
  );
  return element('span', { class: 'pair' }, element('label', { for: id, class: 'inline' }, title), select);
};

const shownOf = ({ kind, x, y }, rows) => {
  const { marks, of } = marksOf(kind, { rows, x, y });
  const across = kind === 'histogram' ? y.name : x.name;
  const up = kind === 'histogram' ? 'Rows' : y.name;
  return { kind, marks, of, across, up, temporal: x.temporal };
};

const remarkOf = ({ kind, marks, of }, count) => {
  const left = of > marks.length ? ` ${countOf(marks.length)} of ${countOf(of)} are shown.` : '';
  const sums = kind === 'bar' ? ' Rows with the same label are added up.' : '';
  return `Made of the ${countOf(count)} rows above.${sums}${left}`;
};

const named = (columns) => columns.map(({ index, name }) => [index, name]);

/** A chart of the rows of a grid, with what it is made of to choose. */
class Chart {
  #grid;
  #chosen;
  #across;
  #width = 0;
  #picture = element('div');
  element = element('section', { class: 'chart-part', 'aria-label': 'Chart' });

  constructor(grid, { columns, chosen }) {
    this.#grid = grid;
    this.#chosen = chosen;
    const figures = columns.filter(({ numeric }) => numeric);
    const kind = choice('chart-kind', 'Chart', {
      options: Object.entries(kinds),
      value: chosen.kind,
      onchange: (value) => this.#draw({ kind: value }),
    });
    this.#across = choice('chart-x', 'Across', {
      options: named(columns),
      value: chosen.x.index,
      onchange: (value) => this.#draw({ x: columns[Number(value)] }),
    });
    const up = choice('chart-y', 'Figure', {
      options: named(figures),
      value: chosen.y.index,
      onchange: (value) => this.#draw({ y: columns[Number(value)] }),
    });
    this.element.append(element('div', { class: 'row' }, kind, this.#across, up), this.#picture);
    // Tells the width as soon as there is one, and whenever it is another.
    new ResizeObserver(() => this.#fit()).observe(this.#picture);
  }

  #fit() {
    const width = Math.round(Math.min(Math.max(this.#picture.clientWidth, 300), 1_000));
    if (width === this.#width) return;
    this.#width = width;
    this.#draw({});
  }

  #draw(changed) {
    this.#chosen = { ...this.#chosen, ...changed };
    this.#across.hidden = this.#chosen.kind === 'histogram';
    const shown = shownOf(this.#chosen, this.#grid.rows);
    if (shown.marks.length === 0) {
      this.#picture.replaceChildren(nothing('Nothing can be drawn of these columns: choose others.'));
      return;
    }
    const { kind, up, across, marks } = shown;
    const description = `${kinds[kind]}: ${up} by ${across}, ${countOf(marks.length)} marks`;
    const remark = nothing(remarkOf(shown, this.#grid.rows.length));
    this.#picture.replaceChildren(
      pictureOf({ ...shown, description }, this.#width),
      remark,
      figuresOf(shown),
    );
  }
}

/** The chart of a grid; words in its place where there is nothing to draw. */
export const chartOf = (grid) => {
  const typed = (column, index) => ({ ...column, index, temporal: isTemporal(column.type) });
  const columns = grid.columns.map(typed);
  const chosen = bestChart(columns);
  if (chosen) return new Chart(grid, { columns, chosen }).element;
  return nothing('A chart needs a column of numbers; this answer has none.');
};
