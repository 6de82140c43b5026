import { element, isNumeric } from './element.js';
import { widthsOf } from './query-columns.js';
import { copyOf } from './query-copy.js';
import { Selection } from './query-selection.js';

/** Rows drawn above and below what is seen. */
const margin = 12;

const headOf = (columns, onSort) => {
  const cells = columns.map(({ name, type, numeric }, index) =>
    element(
      'th',
      { scope: 'col', role: 'columnheader', class: numeric && 'number', 'aria-colindex': index + 2 },
      element(
        'button',
        {
          type: 'button',
          class: 'plain sort',
          tabindex: -1,
          title: `Sort by ${name}`,
          onclick: () => onSort(index),
        },
        element('span', { class: 'column-name' }, name),
        element('span', { class: 'type' }, type),
      ),
    ),
  );
  const corner = element('th', { scope: 'col', class: 'ordinal', 'aria-colindex': 1 });
  corner.append(element('span', { class: 'hidden' }, 'Row'));
  return element('thead', {}, element('tr', { role: 'row', 'aria-rowindex': 1 }, corner, ...cells, filler()));
};

const spaceOf = (height, columns) => {
  const cell = element('td', { colspan: columns + 2 });
  cell.style.height = `${height}px`;
  return element('tr', { class: 'space', 'aria-hidden': 'true' }, cell);
};

/** Takes the width that the columns leave, so that they stay as wide as what is in them. */
const filler = () => element('td', { role: 'presentation', class: 'filler' });

/** Numbers by their size, everything else as text; what is not there comes last. */
const orderOf = (index, numeric) => (a, b) => {
  if (a[index] === null || b[index] === null) return Number(a[index] === null) - Number(b[index] === null);
  return numeric ? Number(a[index]) - Number(b[index]) : String(a[index]).localeCompare(String(b[index]));
};

/** The rows of an answer, of which only those in sight are in the page. */
export class Grid {
  #columns;
  #rows = [];
  #shown = this.#rows;
  #sorted = { index: -1, step: 1 };
  #rowHeight = 29;
  #isDue = false;
  #body = element('tbody');
  #table;
  #selection;
  /** What is put into the page. */
  element;

  constructor({ columns, types }) {
    this.#columns = columns.map((name, index) => {
      const type = types[index] ?? '';
      return { name, type, numeric: isNumeric(type) };
    });
    const head = headOf(this.#columns, (index) => this.#sort(index));
    const words = { role: 'grid', tabindex: 0, 'aria-label': 'Rows', 'aria-multiselectable': 'true' };
    this.#table = element('table', { ...words, 'aria-colcount': columns.length + 1 }, head, this.#body);
    this.element = element('div', { class: 'scroll sheet' }, this.#table);
    this.element.addEventListener('scroll', () => this.#drawSoon());
    this.#selection = new Selection(this.#table, {
      size: () => ({ rows: this.#shown.length, columns: columns.length }),
      page: () => Math.max(1, Math.floor(this.element.clientHeight / this.#rowHeight) - 2),
      moved: (row) => this.#reveal(row),
    });
    this.#table.addEventListener('copy', (event) => {
      event.clipboardData.setData('text/plain', this.chosen('tsv'));
      event.preventDefault();
    });
    new ResizeObserver(() => this.#drawSoon()).observe(this.element);
  }

  get rows() {
    return this.#rows;
  }

  get columns() {
    return this.#columns;
  }

  append(rows) {
    const isFirst = this.#rows.length === 0;
    for (const row of rows) this.#rows.push(row);
    if (isFirst) this.settle();
    this.#table.setAttribute('aria-rowcount', this.#rows.length + 1);
    this.#drawSoon();
  }

  /** The chosen cells, or all, as `tsv`, `csv` or `markdown`. */
  chosen(form) {
    const { top, bottom, left, right } = this.#selection.range() ?? {
      ...{ top: 0, left: 0, bottom: this.#shown.length - 1, right: this.#columns.length - 1 },
    };
    const rows = this.#shown.slice(top, bottom + 1).map((row) => row.slice(left, right + 1));
    const isOne = rows.length === 1 && left === right;
    return copyOf(form, { columns: isOne ? [] : this.#columns.slice(left, right + 1), rows });
  }

  /** Columns become as wide as what is in them, looked at here and there. */
  settle() {
    if (this.#rows.length === 0) return;
    const { group, width } = widthsOf(this.#columns, this.#rows);
    this.#table.querySelector('colgroup')?.remove();
    this.#table.prepend(group);
    this.#table.style.minWidth = `${width}ch`;
  }

  #sort(index) {
    const { index: before, step } = this.#sorted;
    this.#sorted = { index, step: before === index ? -step : 1 };
    const order = orderOf(index, this.#columns[index].numeric);
    this.#shown = this.#rows.toSorted((a, b) => order(a, b) * this.#sorted.step);
    for (const [at, cell] of this.#table.querySelectorAll('th[role]').entries()) {
      if (at === index) cell.setAttribute('aria-sort', this.#sorted.step > 0 ? 'ascending' : 'descending');
      else cell.removeAttribute('aria-sort');
    }
    this.#drawSoon();
  }

  #reveal(row) {
    if (row !== undefined) {
      const head = this.#table.tHead.offsetHeight;
      const top = row * this.#rowHeight;
      const { scrollTop, clientHeight } = this.element;
      if (top < scrollTop) this.element.scrollTop = top;
      const bottom = top + this.#rowHeight + head + 2;
      if (bottom > scrollTop + clientHeight) this.element.scrollTop = bottom - clientHeight;
    }
    this.#drawSoon();
  }

  #drawSoon() {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#draw();
    });
  }

  #draw() {
    const height = this.#rowHeight;
    const first = Math.max(0, Math.floor(this.element.scrollTop / height) - margin);
    const seen = Math.ceil(this.element.clientHeight / height) + 2 * margin;
    const last = Math.min(this.#shown.length, first + seen);
    const rows = this.#shown.slice(first, last).map((row, index) => this.#rowOf(row, first + index));
    const width = this.#columns.length;
    this.#body.replaceChildren(
      spaceOf(first * height, width),
      ...rows,
      spaceOf((this.#shown.length - last) * height, width),
    );
    this.#selection.mark();
    this.#measure(rows[0]);
  }

  /** Rows are as high as the font of the reader makes them. */
  #measure(row) {
    const height = row?.getBoundingClientRect().height ?? 0;
    if (height === 0 || Math.abs(height - this.#rowHeight) < 0.5) return;
    this.#rowHeight = height;
    this.#drawSoon();
  }

  #rowOf(row, index) {
    const cells = row.map((value, column) => {
      const kind = value === null ? 'null' : this.#columns[column].numeric && 'number';
      const place = { id: `cell-${index}-${column}`, 'aria-colindex': column + 2, role: 'gridcell' };
      const text = value === null ? 'NULL' : String(value);
      return element('td', { ...place, class: kind, title: text.length > 40 && text }, text);
    });
    const ordinal = element('th', { scope: 'row', class: 'ordinal', 'aria-colindex': 1 }, String(index + 1));
    return element('tr', { role: 'row', 'aria-rowindex': index + 2 }, ordinal, ...cells, filler());
  }
}
