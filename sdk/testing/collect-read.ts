import { isColumnType } from '../column.ts';
import type { Column, Connector, FileFormat, PlannedTable, ReadContext, ReadMessage } from '../connector.ts';
import { frozenCopy } from '../frozen-copy.ts';
import { messageRefused } from './errors.ts';
import { type FakeRequest, type FakeWorld, fakeHttp } from './fake-http.ts';

/** What a connector is asked to read, and the world it reads from. */
export interface ReadRequest<Config> extends FakeWorld {
  readonly config: Config;
  readonly tables: readonly PlannedTable[];
  /** Milliseconds UTC. */
  readonly now?: () => number;
}

/** Everything a connector said about one table. */
export interface CollectedTable {
  readonly columns: readonly Column[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly files: readonly { readonly path: string; readonly format: FileFormat }[];
  readonly state?: unknown;
  readonly unchanged: boolean;
  /** What the connector gave this table up with. */
  readonly error?: unknown;
}

/** What a connector came to. */
export interface CollectedRead {
  /** By id. A table the connector said nothing about is not there. */
  readonly tables: Readonly<Record<string, CollectedTable>>;
  readonly logs: readonly string[];
  readonly requests: readonly FakeRequest[];
}

/** Runs `read` in this process and gathers what it yields; throws on what a host would refuse. */
export const collectRead = async <Config>(
  connector: Connector<Config>,
  { config, tables, now = () => 0, ...world }: ReadRequest<Config>,
): Promise<CollectedRead> => {
  const { http, requests } = fakeHttp(world);
  const logs: string[] = [];
  const read: Record<string, CollectedTable> = {};
  const context: ReadContext<Config> = {
    config: frozenCopy(config),
    tables: frozenCopy(tables),
    http,
    log: (message) => logs.push(message),
    signal: new AbortController().signal,
    now,
  };
  for await (const message of connector.read(context)) {
    if (message.type === 'progress') continue;
    const planned = tables.find(({ id }) => id === message.table);
    if (!planned) throw messageRefused({ table: message.table, reason: 'which is not planned' });
    read[message.table] = withMessage(read[message.table] ?? untouched, message, planned);
  }
  return { tables: read, logs, requests };
};

type TableMessage = Exclude<ReadMessage, { readonly type: 'progress' }>;

const untouched: CollectedTable = { columns: [], rows: [], files: [], unchanged: false };

const withMessage = (
  table: CollectedTable,
  message: TableMessage,
  { maxRows = Number.POSITIVE_INFINITY }: PlannedTable,
): CollectedTable => {
  const refused = (reason: string) => messageRefused({ table: message.table, reason });
  switch (message.type) {
    case 'columns':
      return { ...table, columns: message.columns.map((column) => checkedColumn(column, refused)) };
    case 'rows': {
      if (table.columns.length === 0) throw refused('rows before their columns');
      const rows = [...table.rows, ...message.rows];
      if (rows.length > maxRows) throw refused(`more than its ${maxRows} rows`);
      return { ...table, rows };
    }
    case 'file':
      if (table.columns.length > 0) throw refused('rows and files');
      return { ...table, files: [...table.files, { path: message.path, format: message.format }] };
    case 'state':
      return { ...table, state: message.state };
    case 'unchanged':
      return { ...table, unchanged: true };
    case 'failed':
      return { ...table, error: message.error };
  }
};

const checkedColumn = (column: Column, refused: (reason: string) => Error): Column => {
  if (!isColumnType(column.type)) throw refused(`a column "${column.name}" of type "${column.type}"`);
  return column;
};
