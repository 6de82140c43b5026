const clamp = (value, most) => Math.min(Math.max(value, 0), Math.max(most - 1, 0));

const placeOf = (target) => {
  const id = target.closest?.('td[id]')?.id;
  const [, row, column] = /^cell-(\d+)-(\d+)$/.exec(id ?? '') ?? [];
  return row === undefined ? undefined : { row: Number(row), column: Number(column) };
};

/** Where a key leads from a cell; nothing for other keys. */
const stepOf = (key, { row, column, page, isFar }, { rows, columns }) => {
  const steps = {
    ArrowUp: { row: row - 1, column },
    ArrowDown: { row: row + 1, column },
    ArrowLeft: { row, column: column - 1 },
    ArrowRight: { row, column: column + 1 },
    PageUp: { row: row - page, column },
    PageDown: { row: row + page, column },
    Home: { row: isFar ? 0 : row, column: 0 },
    End: { row: isFar ? rows - 1 : row, column: columns - 1 },
  };
  return steps[key];
};

/** Which cells of a grid are chosen, by pointer and by keys. Knows places only, no values. */
export class Selection {
  #table;
  #around;
  #anchor;
  #active;

  /** `size` and `page` are asked when a key needs them; `moved` is told the row that has to be seen. */
  constructor(table, around) {
    this.#table = table;
    this.#around = around;
    table.addEventListener('mousedown', (event) => this.#press(event));
    table.addEventListener('mousemove', (event) => this.#drag(event));
    table.addEventListener('keydown', (event) => this.#key(event));
  }

  range() {
    const { row, column } = this.#active ?? {};
    if (row === undefined) return undefined;
    return {
      top: Math.min(this.#anchor.row, row),
      bottom: Math.max(this.#anchor.row, row),
      left: Math.min(this.#anchor.column, column),
      right: Math.max(this.#anchor.column, column),
    };
  }

  /** Marks the cells that are in the page just now. */
  mark() {
    const chosen = this.range();
    if (!chosen) return;
    for (const cell of this.#table.tBodies[0].querySelectorAll('td[id]')) {
      const { row, column } = placeOf(cell);
      const isIn =
        row >= chosen.top && row <= chosen.bottom && column >= chosen.left && column <= chosen.right;
      cell.setAttribute('aria-selected', String(isIn));
      cell.classList.toggle('active', row === this.#active.row && column === this.#active.column);
    }
    this.#table.setAttribute('aria-activedescendant', `cell-${this.#active.row}-${this.#active.column}`);
  }

  #press(event) {
    const place = placeOf(event.target);
    if (!place || event.button !== 0) return;
    event.preventDefault();
    this.#table.focus({ preventScroll: true });
    this.#go(place, event.shiftKey);
  }

  #drag(event) {
    const place = event.buttons === 1 ? placeOf(event.target) : undefined;
    if (place && this.#anchor) this.#go(place, true);
  }

  #key(event) {
    const isFar = event.ctrlKey || event.metaKey;
    if (isFar && event.key.toLowerCase() === 'a') {
      event.preventDefault();
      this.#chooseAll();
      return;
    }
    const from = this.#active ?? { row: -1, column: 0 };
    const to = stepOf(event.key, { ...from, page: this.#around.page(), isFar }, this.#around.size());
    if (!to) return;
    event.preventDefault();
    this.#go(to, event.shiftKey);
  }

  #go(to, extend) {
    const { rows, columns } = this.#around.size();
    if (rows === 0) return;
    this.#active = { row: clamp(to.row, rows), column: clamp(to.column, columns) };
    if (!extend || !this.#anchor) this.#anchor = this.#active;
    this.#around.moved(this.#active.row);
  }

  #chooseAll() {
    const { rows, columns } = this.#around.size();
    this.#anchor = { row: 0, column: 0 };
    this.#active = { row: Math.max(rows - 1, 0), column: Math.max(columns - 1, 0) };
    this.#around.moved();
  }
}
