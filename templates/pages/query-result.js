import { agoOf, countOf, element, timeOf } from './element.js';
import { chartOf } from './query-chart.js';
import { Grid } from './query-grid.js';

const copyForms = { tsv: 'Copy', csv: 'Copy as CSV', markdown: 'Copy as Markdown' };

const copyAs = async (grid, form) => {
  const text = grid.chosen(form);
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Browsers give the clipboard to secure pages only; a text area that is there for a moment serves the others.
  const area = element('textarea', { class: 'hidden' });
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
};

const copyButtons = (grid, say) =>
  Object.entries(copyForms).map(([form, text]) =>
    element(
      'button',
      {
        type: 'button',
        onclick: () =>
          copyAs(grid, form).then(
            () => say('Copied: the cells that are chosen, or all of them.'),
            () => say('The browser does not let this page copy. Choose cells and press Ctrl + C.'),
          ),
      },
      text,
    ),
  );

/** The answer that is shown: it grows while it comes. */
export const openResult = (place, head, say) => {
  const grid = new Grid(head);
  const chart = element('div', { id: 'chart', hidden: true });
  const toggle = element(
    'button',
    { type: 'button', 'aria-expanded': 'false', 'aria-controls': 'chart', disabled: true },
    'Chart',
  );
  toggle.addEventListener('click', () => {
    chart.hidden = !chart.hidden;
    toggle.setAttribute('aria-expanded', String(!chart.hidden));
    chart.replaceChildren(...(chart.hidden ? [] : [chartOf(grid)]));
    if (!chart.hidden) chart.scrollIntoView({ block: 'nearest' });
  });
  const bar = element('div', { class: 'row bench-bar' }, toggle, ...copyButtons(grid, say));
  place.replaceChildren(bar, grid.element, chart);
  return {
    append: (rows) => grid.append(rows),
    count: () => grid.rows.length,
    end() {
      grid.settle();
      toggle.disabled = grid.rows.length === 0;
      if (grid.rows.length === 0)
        grid.element.append(element('p', { class: 'empty muted' }, 'No rows: nothing fits.'));
    },
  };
};

/** What is said of an answer that is complete. */
export const summaryOf = ({ row_count: count, truncated, elapsed_ms: elapsed, ...stamps }) =>
  [
    `${countOf(count)} row${count === 1 ? '' : 's'} in ${timeOf(elapsed)}`,
    ...(truncated ? ['there are more: the limit was reached'] : []),
    `data generation ${stamps.generation}`,
    ...(stamps.extracted_at ? [`data as of ${agoOf(stamps.extracted_at)}`] : []),
    ...(stamps.cache === 'hit' ? ['answered from memory'] : []),
  ].join(' · ');

const placeIn = (message) => {
  const [, line, excerpt = '', caret = ''] = /LINE (\d+): ?(.*)\n( *)\^/.exec(message) ?? [];
  if (line === undefined) return undefined;
  // The caret stands below its letter, behind the words that name the line; a long line is shown from its middle.
  const column = excerpt.startsWith('...') ? 1 : caret.length - `LINE ${line}: `.length + 1;
  return { line: Number(line), column };
};

/** Shows why there is no answer; `goTo` takes a place in the statement. */
export const showProblem = (place, error, goTo) => {
  const at = placeIn(error.message);
  const [first, ...more] = error.message.split('\n');
  const excerpt = more.join('\n').replace(/^\n+/, '');
  place.replaceChildren(
    element(
      'div',
      { class: 'notice notice-error', role: 'alert' },
      element('strong', {}, first),
      ...(excerpt ? [element('pre', { class: 'excerpt' }, excerpt)] : []),
      element('p', {}, error.hint),
      ...(at
        ? [element('button', { type: 'button', onclick: () => goTo(at) }, `Go to line ${at.line}`)]
        : []),
    ),
  );
};
