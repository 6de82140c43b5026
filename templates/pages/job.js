// Follows a job without asking for its page again and again. Without this the host lets the page refresh itself.
const linesKept = 200;
const quarter = 25;

const isLive = new URL(location.href).searchParams.has('live');
const milestones = document.querySelector('#milestones');
const body = () => document.querySelector('#job');
let told = 0;

const say = (text) => {
  milestones.textContent = text;
};

const element = (name, text, className) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
};

const showProgress = ({ done, total, unit, message }) => {
  const bar = document.querySelector('#progress progress') ?? element('progress');
  if (!bar.isConnected) {
    bar.setAttribute('aria-labelledby', 'progress-title');
    const words = element('p');
    const [text, more] = [element('span'), element('span', undefined, 'muted')];
    text.id = 'progress-text';
    more.id = 'progress-more';
    words.append(text, ' ', more);
    document.querySelector('#progress').replaceChildren(bar, words);
  }
  if (total) {
    bar.max = total;
    bar.value = done;
  }
  const words = `${done}${total ? ` of ${total}` : ''} ${unit ?? ''}`.trim();
  document.querySelector('#progress-text').textContent = words;
  document.querySelector('#progress-more').textContent = message ?? '';
  const reached = total ? Math.floor((done * 100) / total / quarter) * quarter : 0;
  if (reached > told && reached < 100) say(`${reached} % done: ${words}`);
  told = Math.max(told, reached);
};

const chips = {
  published: ['on', 'Published'],
  unchanged: ['on', 'Unchanged'],
  skipped: ['off', 'Skipped'],
  failed: ['error', 'Failed'],
};

const units = ['B', 'KB', 'MB', 'GB', 'TB'];

const countText = (count) => (typeof count === 'number' ? count.toLocaleString('en-US') : '–');

const sizeText = (bytes) => {
  if (typeof bytes !== 'number') return '–';
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  return `${(bytes / 1000 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`;
};

const spanText = (ms) => {
  if (typeof ms !== 'number') return '–';
  return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 1000)} s`;
};

const rowOf = ({ name, status, rows, bytes, duration_ms: took, error }) => {
  const [kind, words] = chips[status] ?? ['plain', status];
  const row = element('tr');
  const head = element('th');
  head.scope = 'row';
  head.append(element('code', name));
  const outcome = element('td');
  outcome.append(element('span', words, `chip chip-${kind}`));
  if (error)
    outcome.append(element('br'), element('span', `${error.message} ${error.remedy ?? ''}`, 'about'));
  const figures = [countText(rows), sizeText(bytes), spanText(took)].map((text) =>
    element('td', text, 'number'),
  );
  row.append(head, outcome, ...figures);
  return row;
};

const showTable = (outcome) => {
  const rows = document.querySelector('#outcomes tbody');
  const known = [...rows.rows].find((row) => row.cells[0].textContent === outcome.name);
  if (known) known.replaceWith(rowOf(outcome));
  else if (rows.rows.length < linesKept) rows.append(rowOf(outcome));
  document.querySelector('#outcomes').hidden = false;
  document.querySelector('#no-tables')?.remove();
};

const showLine = (data) => {
  const log = document.querySelector('#log');
  const line = element('li');
  line.append(
    element('time', new Date().toISOString().slice(11, 19)),
    ` ${data.message ?? JSON.stringify(data)}`,
  );
  log.append(line);
  while (log.children.length > linesKept) log.firstElementChild.remove();
  log.hidden = false;
  document.querySelector('#no-log').hidden = true;
  log.scrollTop = log.scrollHeight;
};

/** The page as the host draws it now, without leaving it. */
const drawAnew = async () => {
  const response = await fetch(location.href);
  if (!response.ok) return location.reload();
  const drawn = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('#job');
  if (drawn) body().replaceWith(document.adoptNode(drawn));
};

const announced = {
  running: 'The job has started.',
  needs_confirmation: 'The job waits for a yes.',
  succeeded: 'The job has succeeded.',
  partial: 'The job has succeeded in part.',
  failed: 'The job has failed.',
  cancelled: 'The job is cancelled.',
};

const follow = ({ follow: id, after }) => {
  const source = new EventSource(`/api/jobs/${encodeURIComponent(id)}/events?after=${after}`);
  const on = (type, act) => source.addEventListener(type, ({ data }) => act(JSON.parse(data)));
  on('progress', showProgress);
  on('table', showTable);
  on('log', showLine);
  on('state', async ({ status, error }) => {
    if (status === 'running') told = 0;
    const isLast = status !== 'running' && status !== 'queued' && status !== 'cancelling';
    if (isLast) source.close();
    await drawAnew();
    say(`${announced[status] ?? ''} ${isLast && error ? error.message : ''}`.trim());
  });
  on('end', () => source.close());
};

const followed = body()?.dataset;
if (followed?.follow && isLive) follow(followed);
else if (followed?.follow) {
  // The address without `live` is refreshed by the browser, which no script can call off.
  const address = new URL(location.href);
  address.searchParams.set('live', '1');
  location.replace(address);
}
