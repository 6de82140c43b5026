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
  table.setAttribute('role', 'grid');
  const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].slice(1));
  for (const cell of rows.flat()) {
    cell.setAttribute('role', 'gridcell');
    cell.tabIndex = -1;
  }
  let at = [0, 0];
  rows[0][0].tabIndex = 0;

  const move = ([down, right]) => {
    rows[at[0]][at[1]].tabIndex = -1;
    at = [within(at[0] + down, rows.length), within(at[1] + right, rows[0].length)];
    rows[at[0]][at[1]].tabIndex = 0;
    rows[at[0]][at[1]].focus();
  };

  table.addEventListener('keydown', (event) => {
    const cell = event.target.closest('[role="gridcell"]');
    if (!cell || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key in steps) move(steps[event.key]);
    else if (event.key === ' ' || event.key === 'Enter') onToggle(cell);
    else if (event.key === '?') onExplain(cell);
    else return;
    event.preventDefault();
  });

  table.addEventListener('click', (event) => {
    const cell = event.target.closest('[role="gridcell"]');
    if (!cell) return;
    const row = rows.findIndex((cells) => cells.includes(cell));
    move([row - at[0], rows[row].indexOf(cell) - at[1]]);
    onToggle(cell);
  });
};

const within = (index, length) => Math.min(Math.max(index, 0), length - 1);
