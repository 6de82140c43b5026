import { isPlatformError } from '@agnes/sdk/errors';
import { defineJob, type JobDone } from '@agnes/sdk/job';
import { listAt, textAt } from './json.ts';
import type { Settings } from './settings.ts';
import { StorageApi } from './storage-api.ts';
import { upstreamId } from './upstream-table.ts';

const provider = 'ai-metadata-enrichment';

/** Writes types and descriptions of columns back to the table they are of. One column does not hold up the others. */
export default defineJob<Settings>({
  async run({ config, http, signal, params, progress }) {
    const api = new StorageApi({ config, http, signal });
    const [bucket = '', sourceTable = ''] = [textAt(params, 'bucket'), textAt(params, 'source_table')];
    const table = upstreamId({ name: sourceTable, bucket, sourceTable });
    const columns = listAt(params, 'columns');
    const pushes: Pushed[] = [];
    for (const column of columns) {
      signal.throwIfAborted();
      pushes.push(await pushColumn(column, table, api));
      progress(pushes.length, columns.length);
    }
    return doneAfter(pushes);
  },
});

/** What became of one column. */
type Pushed = 'nothing' | 'pushed' | { readonly error: string };

const doneAfter = (pushes: readonly Pushed[]): JobDone => {
  const pushed = pushes.filter((one) => one === 'pushed').length;
  const errors = pushes.flatMap((one) => (typeof one === 'object' ? one.error : []));
  if (errors.length === 0) return { result: { pushed } };
  return { result: { pushed, errors }, partial: `${errors.length} columns were not written.` };
};

const pushColumn = async (column: unknown, table: string, api: StorageApi): Promise<Pushed> => {
  const form = formOf(column);
  if (!form) return 'nothing';
  const name = textAt(column, 'column_name') ?? '';
  try {
    await api.post(`tables/${encodeURIComponent(table)}/columns/${encodeURIComponent(name)}/metadata`, form);
    return 'pushed';
  } catch (error) {
    // A token that is refused once is refused for the other columns as well.
    if (!isPlatformError(error) || error.code === 'auth_expired') throw error;
    return { error: `${name}: ${error.message}` };
  }
};

/** Nothing when there is nothing to write. */
const formOf = (column: unknown): URLSearchParams | undefined => {
  const said = [
    ['KBC.datatype.basetype', textAt(column, 'basetype')],
    ['KBC.description', textAt(column, 'description')],
  ] as const;
  const form = new URLSearchParams({ provider });
  for (const [index, [key, value]] of said.filter(([, value]) => value !== undefined).entries()) {
    form.set(`metadata[${index}][key]`, key);
    form.set(`metadata[${index}][value]`, value ?? '');
  }
  return form.size > 1 ? form : undefined;
};
