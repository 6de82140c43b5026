import { countOf, element } from './element.js';

const units = ['B', 'KB', 'MB', 'GB', 'TB'];

/** Bytes as people read them. */
const bytesOf = (bytes) => {
  if (bytes === null) return 'nobody can say how much';
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toFixed(1)} ${units[power]}`;
};

const costOf = (cost) =>
  cost === null ? '' : ` · about $${cost < 0.01 && cost > 0 ? cost.toPrecision(1) : cost.toFixed(2)}`;

/** What a statement would read, in one line. */
export const estimateOf = ({ local_tables: local, remote_tables: remote, ...plan }) => {
  const here = local.reduce((sum, { bytes }) => sum + bytes, 0);
  const parts = [
    ...(local.length > 0
      ? [`${local.length} table${local.length === 1 ? '' : 's'} here, ${bytesOf(here)} as a whole`]
      : []),
    ...(remote.length > 0
      ? [`at sources ${bytesOf(plan.estimated_scan_bytes)}${costOf(plan.cost_estimate_usd)}`]
      : []),
  ];
  return parts.length === 0 ? 'reads no table' : parts.join(' · ');
};

const refusalOf = ({ message, hint }) =>
  element(
    'div',
    { class: 'notice notice-error', role: 'alert' },
    element('strong', {}, `It would be refused: ${message}`),
    element('p', {}, hint),
  );

const localRow = ({ name, rows, bytes }) => [name, 'here', countOf(rows), bytesOf(bytes), ''];

const remoteRow = (table) => {
  const { name, source, estimated_rows: rows, estimated_bytes: bytes, cap_bytes: cap } = table;
  const most = cap === null ? '' : ` of at most ${bytesOf(cap)}`;
  return [
    name,
    `at ${source}`,
    rows === null ? '' : `about ${countOf(rows)}`,
    `${bytesOf(bytes)}${most}`,
    table.columns.join(', '),
  ];
};

const titles = ['Table', 'Where', 'Rows', 'Bytes', 'What is asked for there'];

const tableOf = (rows) =>
  element(
    'table',
    {},
    element('thead', {}, element('tr', {}, ...titles.map((title) => element('th', { scope: 'col' }, title)))),
    element(
      'tbody',
      {},
      ...rows.map((cells) => element('tr', {}, ...cells.map((cell) => element('td', {}, cell)))),
    ),
  );

const textOf = (heading, text) => [
  element('h2', {}, heading),
  element('pre', { class: 'excerpt', tabindex: '0' }, text),
];

/** Shows how a statement would be carried out; nothing of it was run. */
export const showPlan = (place, plan) => {
  const { local_tables: local, remote_tables: remote, finish, refusals } = plan;
  const rows = [...local.map(localRow), ...remote.map(remoteRow)];
  place.replaceChildren(
    ...refusals.map(refusalOf),
    ...(rows.length > 0
      ? [
          element(
            'div',
            { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Tables' },
            tableOf(rows),
          ),
        ]
      : []),
    ...remote.flatMap(({ name, statement }) =>
      statement ? textOf(`At the source of ${name}`, statement) : [],
    ),
    ...textOf('What is done here', finish.operators || finish.statement),
  );
};

/** Shows only why it would not be run, if so. */
export const showRefusals = (place, { refusals }) => place.replaceChildren(...refusals.map(refusalOf));
