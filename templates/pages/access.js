// The matrix as a grid. Without script it is a table to read, and each group has its form of check boxes.
import { collected } from './access-changes.js';
import { openExplanation } from './access-explain.js';
import { makeGrid } from './access-grid.js';

const matrix = document.querySelector('#matrix');
const form = document.querySelector('#changes');

const amount = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;
const say = { granted: 'granted', none: 'not granted' };

const start = () => {
  const table = matrix.querySelector('table');
  const heads = [...table.tHead.rows[0].cells];
  const changes = collected(matrix.dataset.base);
  if (matrix.dataset.clears) changes.clear();

  const about = (cell) => {
    const { type, id } = cell.parentElement.dataset;
    const head = heads[cell.cellIndex];
    const name = cell.parentElement.cells[0].querySelector('code').textContent;
    return { type, id, name, group: head.dataset.group, groupName: head.querySelector('a').textContent };
  };
  const keyOf = (cell) => {
    const { group, type, id } = about(cell);
    return `${group} ${type} ${id}`;
  };
  const isFixed = (cell) => cell.dataset.state === 'admin';

  const draw = (cell) => {
    const change = changes.of(keyOf(cell));
    const [mark, words] = cell.children;
    cell.dataset.says ??= words.textContent;
    cell.dataset.mark ??= mark.textContent;
    if (change) cell.dataset.change = change;
    else delete cell.dataset.change;
    mark.textContent = change ? { add: '+', remove: '−' }[change] : cell.dataset.mark;
    words.textContent = change
      ? `${{ add: say.granted, remove: say.none }[change]}, not saved yet`
      : cell.dataset.says;
    if (isFixed(cell)) cell.setAttribute('aria-readonly', 'true');
  };

  const tell = () => {
    const [added, removed] = [changes.count('add'), changes.count('remove')];
    const isEmpty = added + removed === 0;
    for (const button of form.querySelectorAll('button')) button.disabled = isEmpty;
    document.querySelector('#changes-say').textContent = isEmpty
      ? 'Nothing is changed yet.'
      : `${amount(added, 'grant')}, ${amount(removed, 'removal')}, not saved yet.`;
  };

  const toggle = (cell) => {
    if (isFixed(cell)) return;
    const change = cell.dataset.state === 'none' ? 'add' : 'remove';
    changes.set(keyOf(cell), changes.of(keyOf(cell)) ? undefined : change);
    draw(cell);
    tell();
  };

  const explain = (cell) => void openExplanation({ ...about(cell), says: cell.children[1].textContent });
  makeGrid(table, { onToggle: toggle, onExplain: explain });
  const cells = [...table.tBodies[0].rows].flatMap((row) => [...row.cells].slice(1));
  for (const cell of cells) draw(cell);
  tell();
  document.querySelector('#matrix-keys').hidden = false;
  form.hidden = false;

  form.addEventListener('submit', () => {
    for (const old of form.querySelectorAll('input')) old.remove();
    for (const [name, value] of [['back', matrix.dataset.back], ...changes.fields()]) {
      const field = document.createElement('input');
      Object.assign(field, { type: 'hidden', name, value });
      form.append(field);
    }
  });
  document.querySelector('#changes-discard').addEventListener('click', () => {
    changes.clear();
    for (const cell of cells) draw(cell);
    tell();
    table.querySelector('[tabindex="0"]').focus();
  });
};

if (matrix) start();
