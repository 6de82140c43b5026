import { countOf, element } from './element.js';
import { ask, askJson } from './query-api.js';

const forms = { csv: 'CSV', parquet: 'Parquet', arrow: 'Arrow', ndjson: 'NDJSON', json: 'JSON' };
/** Arrow answers are streams, which have a name of their own. */
const endings = { arrow: 'arrows' };
/** The host lowers it to what it allows. */
const allRows = 1_000_000;

const save = (blob, name) => {
  const link = element('a', { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

/** How many rows there are. A browser shows no trailers, which say it of what is long; the history knows it, too. */
const rowsOf = async (response) => {
  const told = response.headers.get('X-Agnes-Rows');
  if (told !== null) return Number(told);
  const id = response.headers.get('X-Agnes-Query-Id');
  const { queries } = await askJson('GET', '/api/query/history?limit=20');
  return queries.find((query) => query.id === id)?.rows ?? undefined;
};

const heldOf = (count, most) => {
  if (count === undefined) return `at most ${countOf(most)} rows: it is cut there if there are more`;
  const rows = `${countOf(count)} row${count === 1 ? '' : 's'}`;
  return count < most ? `every row: ${rows}` : `the first ${rows}: it is cut there if there are more`;
};

/** Lets the statement be run again into a file, in every form there is. */
export const downloadControls = ({ asking, say, fail }) => {
  const form = element(
    'select',
    { id: 'download-form' },
    ...Object.entries(forms).map(([value, text]) => element('option', { value }, text)),
  );
  const button = element('button', { type: 'button' }, 'Download');
  button.addEventListener('click', async () => {
    button.disabled = true;
    say('The file is being made…');
    try {
      const body = { ...asking(), format: form.value, limit: allRows };
      const response = await ask('POST', '/api/query', { body });
      const blob = await response.blob();
      const count = await rowsOf(response);
      const most = Number(response.headers.get('X-Agnes-Limit'));
      const name = `query.${endings[form.value] ?? form.value}`;
      save(blob, name);
      say(`${name} (${countOf(Math.ceil(blob.size / 1024))} KiB) holds ${heldOf(count, most)}.`);
    } catch (error) {
      fail(error);
    } finally {
      button.disabled = false;
    }
  });
  const label = element('label', { for: 'download-form', class: 'inline' }, 'As');
  return element('span', { class: 'pair' }, button, label, form);
};
