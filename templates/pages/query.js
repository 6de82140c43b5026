// The SQL page with an editor and without a reload. All of it also works without: the form posts and the host renders.
import { countOf, element, timeOf } from './element.js';
import { readAnswer } from './query-answer.js';
import { ask, askJson } from './query-api.js';
import { downloadControls } from './query-download.js';
import { openEditor } from './query-editor.js';
import { Library } from './query-library.js';
import { Params } from './query-params.js';
import { estimateOf, showPlan, showRefusals } from './query-plan.js';
import { openResult, showProblem, summaryOf } from './query-result.js';
import { schemaOf } from './query-tables.js';

const find = (id) => document.getElementById(id);
const form = find('query');
const result = find('result');
const status = find('status');
const cancel = find('cancel');
const limits = [100, 1_000, 10_000, 100_000];

let running;
/** Where what was run last begins in the editor, and its text. */
let asked = { from: 0, sql: '' };

const say = (text) => {
  status.textContent = text;
};

const fail = (error) => {
  if (error.name === 'AbortError') return say('Cancelled: the statement was stopped on the server.');
  say('');
  showProblem(result, error, ({ line, column }) => editor.goTo({ from: asked.from, line, column }));
};

const limitChoice = () => {
  const select = element(
    'select',
    { id: 'limit', name: 'limit' },
    ...limits.map((value) => element('option', { value, selected: value === 1_000 }, countOf(value))),
  );
  find('limit').replaceWith(select);
  return select;
};

/** Says how far it is, where nobody reads it aloud with every tick. */
const follow = (answer) => {
  const began = performance.now();
  status.setAttribute('aria-live', 'off');
  const tick = () => {
    const rows = answer.result?.count() ?? 0;
    say(`Running · ${timeOf(performance.now() - began)}${rows > 0 ? ` · ${countOf(rows)} rows so far` : ''}`);
  };
  tick();
  const timer = setInterval(tick, 100);
  return () => {
    clearInterval(timer);
    status.setAttribute('aria-live', 'polite');
  };
};

const run = async () => {
  running?.abort();
  const own = new AbortController();
  running = own;
  asked = editor.statement();
  result.replaceChildren();
  const answer = {};
  const stop = follow(answer);
  cancel.hidden = false;
  try {
    const body = { ...askingOf(asked), limit: Number(limit.value) };
    const response = await ask('POST', '/api/query', { body, signal: own.signal });
    const end = await readAnswer(response, {
      onHead: (head) => {
        answer.result = openResult(result, head, say);
      },
      onRows: (rows) => answer.result.append(rows),
    });
    stop();
    answer.result.end();
    say(summaryOf(end));
  } catch (error) {
    stop();
    // Whoever runs the next one has stopped this one.
    if (running === own) fail(error);
  } finally {
    if (running === own) cancel.hidden = true;
    library.refresh('tab-history');
  }
};

/** Asks how it would be carried out, and shows that; nothing is run. */
const plan = async (show) => {
  running?.abort();
  const own = new AbortController();
  running = own;
  asked = editor.statement();
  result.replaceChildren();
  say('Looking what it would read…');
  try {
    const body = { ...askingOf(asked), limit: Number(limit.value), dry_run: true };
    const answer = await askJson('POST', '/api/query', { body, signal: own.signal });
    show(result, answer);
    say(`Nothing was run · ${estimateOf(answer)}`);
  } catch (error) {
    if (running === own) fail(error);
  }
};

const save = async () => {
  const name = find('save-name').value.trim();
  if (name === '') {
    find('save-name').focus();
    return say('Give the query a name first.');
  }
  const body = { name, sql: editor.text() };
  try {
    const { saved } = await askJson('GET', '/api/query/saved');
    const before = saved.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (before) await ask('PUT', `/api/query/saved/${before.id}`, { body });
    else await ask('POST', '/api/query/saved', { body });
    say(`Saved as “${name}”.`);
    library.open('tab-saved');
  } catch (error) {
    fail(error);
  }
};

const open = ({ sql, name = '' }) => {
  editor.replace(sql);
  find('save-name').value = name;
};

const params = new Params(find('params'));
const askingOf = ({ sql }) => ({ sql, ...params.of(sql) });
const names = askJson('GET', '/api/query/names').then(({ tables }) => tables);
const editor = openEditor({
  area: find('sql'),
  nonce: find('page-nonce').nonce,
  onRun: () => void run(),
  onChange: (sql) => params.show(sql),
});
const limit = limitChoice();
const library = new Library({
  tabs: find('library-tabs'),
  panel: find('library'),
  names,
  actions: { insert: (text) => editor.insert(text), open, fail },
});

form
  .querySelector('.bench-save')
  .after(downloadControls({ asking: () => askingOf(editor.statement()), say, fail }));
names.then(
  (tables) => editor.complete(schemaOf(tables)),
  () => {},
);
for (const [id, show] of [
  ['explain', showPlan],
  ['estimate', showRefusals],
]) {
  find(id).hidden = false;
  find(id).addEventListener('click', () => void plan(show));
}
params.show(editor.text());
cancel.addEventListener('click', () => running?.abort());

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void (event.submitter?.id === 'save' ? save() : run());
});

say('Ctrl + Enter runs what stands there, or what is selected of it.');
