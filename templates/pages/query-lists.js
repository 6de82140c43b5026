import { agoOf, countOf, element, nothing, timeOf } from './element.js';
import { askJson } from './query-api.js';

const outcomeOf = ({ status, rows, duration_ms: duration, error_code: code }) => {
  if (status !== 'ok') return code ? `${status}: ${code}` : status;
  return `${countOf(rows ?? 0)} row${rows === 1 ? '' : 's'} in ${timeOf(duration)}`;
};

const entryOf = (query, { open }) =>
  element(
    'li',
    { class: 'bench-entry' },
    element(
      'button',
      {
        type: 'button',
        class: 'plain bench-sql',
        title: 'Put it into the editor',
        onclick: () => open({ sql: query.sql ?? '' }),
      },
      element('code', {}, query.sql ?? ''),
    ),
    element(
      'span',
      { class: query.status === 'ok' ? 'muted' : 'error-text' },
      `${agoOf(query.occurred_at)} · ${outcomeOf(query)}`,
    ),
  );

/** What somebody has asked, newest first, more at a press. */
export const historyView = async (actions) => {
  const list = element('ul', { class: 'bench-list' });
  const more = element('button', { type: 'button' }, 'Show older ones');
  const load = async (cursor) => {
    const path = `/api/query/history?limit=30${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
    const { queries, next_cursor: next } = await askJson('GET', path);
    list.append(...queries.map((query) => entryOf(query, actions)));
    more.hidden = next === null;
    more.onclick = () => void load(next);
    return queries.length;
  };
  const count = await load();
  return count === 0
    ? [nothing('You have asked nothing yet. What you run appears here, for you alone.')]
    : [list, more];
};

const savedEntry = (saved, { open, reload, fail }) => {
  const remove = async () => {
    await askJson('DELETE', `/api/query/saved/${saved.id}`).catch(fail);
    reload();
  };
  const second = element(
    'button',
    { type: 'button', class: 'danger bench-drop', hidden: true, onclick: () => void remove() },
    `Delete “${saved.name}” for good`,
  );
  const first = element(
    'button',
    { type: 'button', class: 'plain bench-drop', 'aria-label': `Delete ${saved.name}` },
    'Delete',
  );
  first.addEventListener('click', () => {
    second.hidden = false;
    first.hidden = true;
    second.focus();
  });
  return element(
    'li',
    { class: 'bench-entry' },
    element('button', { type: 'button', class: 'plain bench-name', onclick: () => open(saved) }, saved.name),
    element('code', { class: 'bench-preview' }, saved.sql),
    element(
      'span',
      { class: 'row' },
      element('span', { class: 'muted' }, `saved ${agoOf(saved.updated_at)}`),
      first,
      second,
    ),
  );
};

/** What somebody has saved, by name. */
export const savedView = async (actions) => {
  const { saved } = await askJson('GET', '/api/query/saved');
  if (saved.length === 0)
    return [nothing('Nothing is saved yet. Give a query a name beside Run, and save it.')];
  return [element('ul', { class: 'bench-list' }, ...saved.map((one) => savedEntry(one, actions)))];
};
