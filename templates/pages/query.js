// The query page without a reload. Everything here also works without it: the form posts and the host renders.
const form = document.querySelector('#query');
const result = document.querySelector('#result');

const element = (name, text, className) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
};

const numeric = /INT|DECIMAL|DOUBLE|FLOAT/;

const headOf = ({ columns, types }) => {
  const row = element('tr');
  for (const [index, name] of columns.entries()) {
    const cell = element('th', name, numeric.test(types[index]) ? 'number' : '');
    cell.scope = 'col';
    cell.append(element('span', types[index], 'type'));
    row.append(cell);
  }
  const head = element('thead');
  head.append(row);
  return head;
};

const bodyOf = ({ rows, types }) => {
  const body = element('tbody');
  for (const values of rows) {
    const row = element('tr');
    for (const [index, value] of values.entries()) {
      row.append(
        value === null
          ? element('td', 'NULL', 'null')
          : element('td', String(value), numeric.test(types[index]) ? 'number' : ''),
      );
    }
    body.append(row);
  }
  return body;
};

const show = (answer) => {
  const count = `${answer.row_count} row${answer.row_count === 1 ? '' : 's'}${answer.truncated ? ' (there are more)' : ''}`;
  const summary = element(
    'p',
    `${count} in ${answer.elapsed_ms} ms, data generation ${answer.generation}.`,
    'muted',
  );
  const table = element('table');
  table.append(headOf(answer), bodyOf(answer));
  const grid = element('div', undefined, 'scroll grid');
  grid.tabIndex = 0;
  grid.role = 'region';
  grid.ariaLabel = 'Result';
  grid.append(table);
  result.replaceChildren(summary, grid);
};

const showProblem = ({ detail, hint }) => {
  const notice = element('p', undefined, 'notice notice-error');
  notice.role = 'alert';
  notice.append(element('strong', typeof detail === 'string' ? detail : JSON.stringify(detail)), ` ${hint}`);
  result.replaceChildren(notice);
};

const run = async () => {
  const button = form.querySelector('button');
  button.disabled = true;
  button.textContent = 'Running…';
  try {
    const response = await fetch('/api/query', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sql: form.elements.sql.value, limit: Number(form.elements.limit.value) }),
    });
    const answer = await response.json();
    if (response.ok) show(answer);
    else showProblem(answer);
  } catch (error) {
    showProblem({ detail: 'The host could not be reached.', hint: error.message });
  } finally {
    button.disabled = false;
    button.textContent = 'Run';
  }
};

form?.addEventListener('submit', (event) => {
  event.preventDefault();
  void run();
});

form?.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    void run();
  }
});
