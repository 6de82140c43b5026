const steps = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, -Infinity],
  End: [0, Infinity],
  PageUp: [-10, 0],
  PageDown: [10, 0],
};

/**
 * Makes a table a grid of the ARIA pattern: one cell is in the tab order, arrows move.
 *
 * `onToggle` and `onExplain` get the cell.
 */
export const makeGrid = (table, { onToggle, onExplain }) => {
  const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].slice(1));
  markUp(table, rows);
  let at = [0, 0];

  const moveTo = (row, column) => {
    rows[at[0]][at[1]].tabIndex = -1;
    at = [within(row, rows.length), within(column, rows[0].length)];
    rows[at[0]][at[1]].tabIndex = 0;
    rows[at[0]][at[1]].focus();
  };

  const keys = { ' ': onToggle, Enter: onToggle, '?': onExplain };
  for (const [key, [down, right]] of Object.entries(steps))
    keys[key] = () => moveTo(at[0] + down, at[1] + right);

  table.addEventListener('keydown', (event) => {
    const cell = cellOf(event);
    if (!cell || isChord(event) || !(event.key in keys)) return;
    keys[event.key](cell);
    event.preventDefault();
  });

  table.addEventListener('click', (event) => {
    const cell = cellOf(event);
    if (!cell) return;
    const row = rows.findIndex((cells) => cells.includes(cell));
    moveTo(row, rows[row].indexOf(cell));
    onToggle(cell);
  });
};

const markUp = (table, rows) => {
  table.setAttribute('role', 'grid');
  for (const cell of rows.flat()) {
    cell.setAttribute('role', 'gridcell');
    cell.tabIndex = -1;
  }
  rows[0][0].tabIndex = 0;
};

const cellOf = (event) => event.target.closest('[role="gridcell"]');

const isChord = ({ altKey, ctrlKey, metaKey }) => altKey || ctrlKey || metaKey;

const within = (index, length) => Math.min(Math.max(index, 0), length - 1);
