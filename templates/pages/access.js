// The matrix as a grid. Without script it is a table to read, and each group has its form of check boxes.
import { collected } from './access-changes.js';
import { openExplanation } from './access-explain.js';
import { makeGrid } from './access-grid.js';

const matrix = document.querySelector('#matrix');
const form = document.querySelector('#changes');

const marks = { add: '+', remove: '−' };
const words = { add: 'granted, not saved yet', remove: 'not granted, not saved yet' };
const amount = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** What a cell is about. */
const about = (cell) => {
  const row = cell.parentElement;
  const head = row.parentElement.parentElement.tHead.rows[0].cells[cell.cellIndex];
  return {
    type: row.dataset.type,
    id: row.dataset.id,
    name: row.cells[0].querySelector('code').textContent,
    group: head.dataset.group,
    groupName: head.querySelector('a').textContent,
  };
};

const keyOf = (cell) => {
  const { group, type, id } = about(cell);
  return `${group} ${type} ${id}`;
};

const isFixed = (cell) => cell.dataset.state === 'admin';

/** Shows a cell with its change, if there is one, or as it is stored. */
const draw = (cell, change) => {
  const [mark, word] = cell.children;
  cell.dataset.mark ??= mark.textContent;
  cell.dataset.word ??= word.textContent;
  if (change) cell.dataset.change = change;
  else delete cell.dataset.change;
  mark.textContent = marks[change] ?? cell.dataset.mark;
  word.textContent = words[change] ?? cell.dataset.word;
};

const tell = (changes) => {
  const [added, removed] = [changes.count('add'), changes.count('remove')];
  const isEmpty = added + removed === 0;
  for (const button of form.querySelectorAll('button')) button.disabled = isEmpty;
  document.querySelector('#changes-say').textContent = isEmpty
    ? 'Nothing is changed yet.'
    : `${amount(added, 'grant')}, ${amount(removed, 'removal')}, not saved yet.`;
};

const toggle = (cell, changes) => {
  if (isFixed(cell)) return;
  const change = cell.dataset.state === 'none' ? 'add' : 'remove';
  changes.set(keyOf(cell), changes.of(keyOf(cell)) ? undefined : change);
  draw(cell, changes.of(keyOf(cell)));
  tell(changes);
};

/** Puts the changes into the form that is about to be sent. */
const fill = (changes) => {
  for (const old of form.querySelectorAll('input')) old.remove();
  for (const [name, value] of [['back', matrix.dataset.back], ...changes.fields()]) {
    const field = document.createElement('input');
    Object.assign(field, { type: 'hidden', name, value });
    form.append(field);
  }
};

const start = () => {
  const table = matrix.querySelector('table');
  const cells = [...table.tBodies[0].rows].flatMap((row) => [...row.cells].slice(1));
  const changes = collected(matrix.dataset.base);
  if (matrix.dataset.clears) changes.clear();
  const drawAll = () => {
    for (const cell of cells) draw(cell, changes.of(keyOf(cell)));
    tell(changes);
  };

  makeGrid(table, {
    onToggle: (cell) => toggle(cell, changes),
    onExplain: (cell) => void openExplanation({ ...about(cell), says: cell.children[1].textContent }),
  });
  for (const cell of cells.filter(isFixed)) cell.setAttribute('aria-readonly', 'true');
  drawAll();
  document.querySelector('#matrix-keys').hidden = false;
  form.hidden = false;

  form.addEventListener('submit', () => fill(changes));
  document.querySelector('#changes-discard').addEventListener('click', () => {
    changes.clear();
    drawAll();
    table.querySelector('[tabindex="0"]').focus();
  });
};

if (matrix) start();
