import type { JobDone } from '@agnes/sdk';
import type { Secrets } from '../../store/secrets/secrets.ts';
import type { Registry } from '../registry.ts';
import type { Source } from '../source.ts';
import type { SourceJobs } from '../sources/source-jobs.ts';
import type { Table } from '../table.ts';
import type { ColumnMetadata } from './column-metadata.ts';
import { pushFailed, pushNoCredentials, pushNoTable, pushUnsupported } from './errors.ts';
import type { ColumnNote } from './repository.ts';

/** What it takes to write descriptions back. */
export interface PushServices {
  readonly registry: Pick<Registry, 'findSource'>;
  readonly columnMetadata: Pick<ColumnMetadata, 'of'>;
  readonly pluginJobs: SourceJobs;
  readonly secrets: Pick<Secrets, 'has'>;
}

/** The one type of source that takes descriptions back, by this job of its plugin. */
const takesBack = 'keboola';
const job = 'keboola.push-metadata';

/** True for tables whose source can be told what is said about their columns. */
export const takesNotesBack = ({ sourceType, bucket, sourceTable }: Table): boolean =>
  sourceType === takesBack && bucket !== undefined && sourceTable !== undefined;

/** Writes what is said about the columns of a table to the table it is read from, through its own source. */
export const pushNotes = async (table: Table, services: PushServices, signal: AbortSignal) => {
  const { name, sourceType = 'none', bucket, sourceTable } = table;
  if (sourceType !== takesBack) throw pushUnsupported({ table: name, source_type: sourceType });
  if (bucket === undefined || sourceTable === undefined) throw pushNoTable({ table: name });
  const source = await sourceOf(table, services);
  const columns = (await services.columnMetadata.of(table.id)).flatMap(columnOf);
  if (columns.length === 0) {
    return { status: 'ok', pushed: 0, message: 'Nothing is said about its columns yet.' };
  }
  const params = { bucket, source_table: sourceTable, columns };
  const { error, done } = await services.pluginJobs.doNow(source, { id: job, params }, signal);
  if (error) throw pushFailed({ table: name, message: error.message, hint: error.hint });
  return answerOf(done);
};

const sourceOf = async ({ name, sourceId = '' }: Table, services: PushServices): Promise<Source> => {
  const source = await services.registry.findSource(sourceId);
  const isSet = Object.values(source?.secretRefs ?? {}).every((reference) => services.secrets.has(reference));
  if (!source || !isSet) throw pushNoCredentials({ table: name });
  return source;
};

const columnOf = ({ column_name, basetype, description }: ColumnNote) => {
  const said = { ...(basetype && { basetype }), ...(description && { description }) };
  return Object.keys(said).length > 0 ? [{ column_name, ...said }] : [];
};

const answerOf = (done: JobDone | undefined) => {
  // What a job came to is its plugin's to say.
  const { pushed, errors } = (done?.result ?? {}) as { readonly pushed?: unknown; readonly errors?: unknown };
  const told = Array.isArray(errors) ? errors.map(String) : [];
  return {
    status: told.length > 0 ? 'partial' : 'ok',
    pushed: typeof pushed === 'number' ? pushed : 0,
    ...(told.length > 0 && { errors: told }),
  };
};
