import { isPlatformError } from '@agnes/sdk/errors';
import { systemIntent } from '../http/intent.ts';
import { localSource, localType } from '../registry/local-source.ts';
import type { Registry } from '../registry/registry.ts';
import type { Source } from '../registry/source.ts';
import type { Table, TableDraft } from '../registry/table.ts';
import type { FailedTable, SourceChange } from './lake-door.ts';
import type { Refused, TableRead } from './read-messages.ts';
import type { AcceptedRemote } from './remote/accept-remote.ts';

type ChangedTable = SourceChange['tables'][number];
type Door = Pick<Registry, 'tables' | 'ensureTable'>;

/** The rows of an extract as the registry knows them. */
export interface RegisteredRows {
  readonly tables: readonly ChangedTable[];
  /** Remote tables; nothing here attaches them yet. */
  readonly remote: readonly FailedTable[];
  readonly refused: readonly Refused[];
}

/** The registered table of each row; a row that somebody else wrote gets one, without grants. */
export const registerRows = async (
  source: Source,
  rows: { readonly tables: readonly TableRead[]; readonly remotes: readonly AcceptedRemote[] },
  registry: Door,
): Promise<RegisteredRows> => {
  const known = await registry.tables();
  const tables: ChangedTable[] = [];
  const remote: FailedTable[] = [];
  const refused: Refused[] = [];
  for (const row of rows.tables) {
    const owned = await ownedTable(source, { row, draft: { name: row.name } }, { known, registry });
    if ('code' in owned) refused.push(owned);
    else tables.push(changedTable(source, owned, row));
  }
  for (const accepted of rows.remotes) {
    const { bucket, sourceTable } = accepted.remote;
    const draft = { name: accepted.remote.name, queryMode: 'remote', bucket, sourceTable } as const;
    const owned = await ownedTable(source, { row: accepted.remote, draft }, { known, registry });
    if ('code' in owned) refused.push(owned);
    else remote.push(notAttachable(owned, accepted));
  }
  return { tables, remote, refused };
};

type Row = Pick<TableRead, 'name' | 'tableId' | 'description'>;

/** Rules 4 and 7 of registering: the name is free, or this source has it already. What fails is this row alone. */
const ownedTable = async (
  source: Source,
  { row, draft }: { readonly row: Row; readonly draft: TableDraft },
  { known, registry }: { readonly known: readonly Table[]; readonly registry: Door },
): Promise<Table | Refused> => {
  const { name } = row;
  const mode = draft.queryMode ?? 'local';
  try {
    const table = ownerOf(row, known) ?? (await register(source, { row, draft }, registry));
    if (table?.sourceSlug !== source.slug) return notOurs(row);
    if (table.queryMode === mode) return table;
    return { name, code: 'mode_changed', why: `it is registered as ${table.queryMode} and is now ${mode}` };
  } catch (cause) {
    if (!isPlatformError(cause)) throw cause;
    return { name, code: cause.code, why: cause.message };
  }
};

// A row with an id was ours once: if nobody knows the id any more, the table was unregistered on purpose.
const register = async (
  source: Source,
  { row: { name, tableId, description }, draft }: { readonly row: Row; readonly draft: TableDraft },
  registry: Door,
): Promise<Table | undefined> => {
  if (tableId !== undefined) return undefined;
  const table = {
    ...draft,
    connection: source.slug,
    registeredBy: 'system:take-in',
    ...(description !== undefined && { description }),
  };
  return registry.ensureTable(table, systemIntent('register_table', name));
};

const ownerOf = ({ tableId, name }: Row, tables: readonly Table[]): Table | undefined =>
  tableId === undefined
    ? tables.find((table) => table.name.toLowerCase() === name.toLowerCase())
    : tables.find(({ id }) => id === tableId);

const changedTable = (
  source: Source,
  { id, name }: Table,
  { columns, isNative, producedBy: said, ...row }: TableRead,
): ChangedTable => {
  // What a folder of others says of itself gives the host no right to its files; a native table the host wrote itself.
  const own = isNative ? localSource.plugin : undefined;
  const producedBy = source.type === localType ? own : said;
  return {
    ...row,
    id,
    name,
    columns: columns.length,
    schema: columns,
    ...(producedBy !== undefined && { producedBy }),
  };
};

const notOurs = ({ name, tableId }: Row): Refused =>
  tableId === undefined
    ? { name, code: 'view_name_taken', why: 'a table of another source has this name' }
    : { name, code: 'unregistered', why: 'its table is not registered any more' };

const notAttachable = (
  { id, name }: Table,
  { remote: { alias }, extension, missing }: AcceptedRemote,
): FailedTable => {
  const error =
    missing === undefined
      ? {
          code: 'not_attachable',
          message: `"${name}" is remote, and not attachable here: nothing in this host attaches ${alias} (${extension}).`,
          retryable: false,
        }
      : {
          code: 'secret_missing',
          message: `"${name}" is remote, and the variable ${missing} that opens ${alias} (${extension}) is not set.`,
          retryable: false,
        };
  return { id, name, status: 'error', error };
};

/** A refused row as the failure of the table that has its name. */
export const failedRow = (table: Table | undefined, { code, why }: Refused): readonly FailedTable[] => {
  if (!table) return [];
  const { id, name } = table;
  const message = `The row "${name}" of the extract is not taken in: ${why}`;
  return [{ id, name, status: 'error', error: { code, message, retryable: true } }];
};

/** A table of a folder that somebody else writes, and that is not in it any more. */
export const notInExtract = ({ id, name }: Table): FailedTable => ({
  id,
  name,
  status: 'stale',
  error: {
    code: 'not_in_extract',
    message: `The extract names no table "${name}" any more.`,
    retryable: false,
  },
});
