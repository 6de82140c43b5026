import { element, nothing } from './element.js';

const plain = /^[a-z_][a-z0-9_]*$/;

/** A name as a statement has to write it. */
const written = (name) => (plain.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

/** What completion is made of: columns by table. */
export const schemaOf = (tables) =>
  Object.fromEntries(
    tables.map(({ name, columns }) => [
      name,
      columns.map(({ name: label, type }) => ({ label, detail: type, type: 'property' })),
    ]),
  );

const tableOf = ({ name, description, remote, columns }, { insert }) =>
  element(
    'li',
    {},
    element(
      'details',
      { class: 'bench-table' },
      element(
        'summary',
        { title: description ?? undefined },
        element('code', {}, name),
        remote ? ' (at its source)' : '',
      ),
      element(
        'button',
        { type: 'button', class: 'plain', onclick: () => insert(written(name)) },
        'Insert the name',
      ),
      element(
        'ul',
        {},
        ...columns.map((column) =>
          element(
            'li',
            {},
            element(
              'button',
              { type: 'button', class: 'plain bench-column', onclick: () => insert(written(column.name)) },
              element('code', {}, column.name),
              element('span', { class: 'type' }, column.type),
            ),
          ),
        ),
      ),
    ),
  );

/** The tables somebody was granted, each with its columns: what is pressed goes into the editor. */
export const tablesView = (tables, actions) => {
  if (tables.length === 0)
    return [nothing('Nothing is granted to you yet. An administrator can give you tables.')];
  const list = element('ul', { class: 'bench-list' }, ...tables.map((table) => tableOf(table, actions)));
  const filter = element('input', {
    type: 'search',
    'aria-label': 'Find a table or column',
    placeholder: 'Find a table or column',
  });
  filter.addEventListener('input', () => {
    const wanted = filter.value.trim().toLowerCase();
    for (const [index, item] of [...list.children].entries()) {
      const { name, columns } = tables[index];
      item.hidden = ![name, ...columns.map((column) => column.name)].some((one) =>
        one.toLowerCase().includes(wanted),
      );
    }
  });
  return [filter, list];
};
