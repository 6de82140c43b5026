import { countOf, element } from './element.js';
import { ask } from './query-api.js';

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

/** Lets the statement be run again into a file, in every form there is. */
export const downloadControls = ({ statement, say, fail }) => {
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
      const body = { sql: statement(), format: form.value, limit: allRows };
      const blob = await (await ask('POST', '/api/query', { body })).blob();
      const name = `query.${endings[form.value] ?? form.value}`;
      save(blob, name);
      say(`${name} holds ${countOf(Math.ceil(blob.size / 1024))} KiB: every row, up to ${countOf(allRows)}.`);
    } catch (error) {
      fail(error);
    } finally {
      button.disabled = false;
    }
  });
  const label = element('label', { for: 'download-form', class: 'inline' }, 'As');
  return element('span', { class: 'pair' }, button, label, form);
};
