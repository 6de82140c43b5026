import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  Column,
  Connector,
  Delivery,
  FileFormat,
  Http,
  PlannedTable,
  ReadMessage,
  TableMode,
} from '../connector.ts';
import type { Failure } from '../extract/failure.ts';
import type { FromChild } from '../extract/protocol.ts';
import { Staging } from '../extract/staging.ts';
import { TableRun } from '../extract/table-run.ts';
import { frozenCopy } from '../frozen-copy.ts';
import { Secret } from '../secret.ts';
import { tableNotPlanned } from './errors.ts';
import { type FakeRequest, type FakeWorld, fakeHttp } from './fake-http.ts';

/** What a connector is asked to read, and the world it reads from. */
export interface ReadRequest<Config> extends Omit<FakeWorld, 'staging'> {
  readonly config: Config;
  readonly tables: readonly PlannedTable[];
  /** Empty folder that rows and downloads go to. Absent: one that is gone when the read is over. */
  readonly staging?: string;
  /** The way out, for a connector that is to meet a real server; absent: `answer` is all there is. */
  readonly http?: Http;
  /** Milliseconds UTC. */
  readonly now?: () => number;
  readonly signal?: AbortSignal;
  /** The folder a source keeps, for connectors that declare `capabilities.state`. */
  readonly kept?: string;
  /** Slug of the source. */
  readonly source?: string;
  /** The folder of DuckDB's extensions, for connectors of the runtime `duckdb`. */
  readonly extensionFolder?: string;
  readonly deliveries?: readonly Delivery[];
  /** Values by the setting that names them, for connectors that are handed their secrets. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** What a host would get of one table. */
export interface CollectedTable {
  /** Absent: the connector left it to the plan. */
  readonly mode?: TableMode;
  readonly columns: readonly Column[];
  /** As they are staged: dates as ISO text, integers beyond 2^53 as text, absent values left out. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly files: readonly { readonly path: string; readonly format: FileFormat; readonly part?: string }[];
  /** Keys of rows that are gone, as they are staged. */
  readonly deletes: readonly Readonly<Record<string, unknown>>[];
  readonly state?: unknown;
  readonly cursor?: string;
  /** Keys of all rows there are, where they were asked for. */
  readonly keys?: { readonly path: string; readonly format: FileFormat };
  /** Names of parts that are gone. */
  readonly gone: readonly string[];
  readonly unchanged: boolean;
  /** Why the table was given up. */
  readonly error?: Failure;
}

type Notice = Extract<ReadMessage, { type: 'notice' }>;

/** What a connector came to. */
export interface CollectedRead {
  /** By id. A table the connector said nothing about is not there. */
  readonly tables: Readonly<Record<string, CollectedTable>>;
  readonly notices: readonly Notice[];
  readonly logs: readonly string[];
  readonly requests: readonly FakeRequest[];
}

/** Runs `read` in this process, by the rules of a host, and gathers what it yields; what it throws comes through. */
export const collectRead = async <Config>(
  connector: Connector<Config>,
  request: ReadRequest<Config>,
): Promise<CollectedRead> => {
  if (request.staging !== undefined) return collectInto(request.staging, connector, request);
  const staging = await mkdtemp(join(tmpdir(), 'agnes-read-'));
  try {
    return await collectInto(staging, connector, request);
  } finally {
    await rm(staging, { recursive: true });
  }
};

const collectInto = async <Config>(
  folder: string,
  connector: Connector<Config>,
  request: ReadRequest<Config>,
): Promise<CollectedRead> => {
  const { config, tables, answer, now = () => 0, secrets = {}, signal = never } = request;
  const fake = fakeHttp({ staging: folder, ...(answer && { answer }) });
  const { http = fake.http } = request;
  const logs: string[] = [];
  const notices: Notice[] = [];
  const read: Record<string, CollectedTable> = {};
  const staging = new Staging(folder, Number.POSITIVE_INFINITY);
  const send = async (message: FromChild) => collect(read, message);
  const runs = new Map(tables.map((table) => [table.id, new TableRun({ table, staging, send })]));
  const log = (message: string) => void logs.push(message);
  const handed = Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => [name, new Secret(value)]),
  );
  const context = { config: frozenCopy(config), http, log, signal, now, secrets: handed };
  try {
    for await (const message of connector.read({
      ...context,
      ...givenOf(request),
      staging: folder,
      tables: frozenCopy(tables),
    })) {
      if (message.type === 'notice') notices.push(message);
      else if (message.type !== 'progress') await runOf(runs, message.table).take(message);
    }
  } finally {
    for (const run of runs.values()) await run.finish();
  }
  return { tables: read, notices, logs, requests: fake.requests };
};

const givenOf = ({ source, kept, extensionFolder, deliveries }: Omit<ReadRequest<unknown>, 'config'>) => ({
  ...(source !== undefined && { source }),
  ...(kept !== undefined && { kept }),
  ...(extensionFolder !== undefined && { extensionFolder }),
  ...(deliveries && { deliveries }),
});

const never = new AbortController().signal;

const runOf = (runs: ReadonlyMap<string, TableRun>, table: string): TableRun => {
  const run = runs.get(table);
  if (!run) throw tableNotPlanned({ table });
  return run;
};

const untouched: CollectedTable = {
  columns: [],
  rows: [],
  files: [],
  deletes: [],
  gone: [],
  unchanged: false,
};

/** Adds what a table sends to what is known of it. */
const collect = async (read: Record<string, CollectedTable>, message: FromChild): Promise<void> => {
  if (!('table' in message) || typeof message.table !== 'string') return;
  const table = read[message.table] ?? untouched;
  read[message.table] = { ...table, ...(await newsOf(table, message)) };
};

const newsOf = async (table: CollectedTable, message: FromChild): Promise<Partial<CollectedTable>> => {
  switch (message.type) {
    case 'rows':
      return { columns: message.columns, rows: await rowsIn(message.path) };
    case 'deletes':
      return { deletes: await rowsIn(message.path) };
    case 'keys':
      return { keys: { path: message.path, format: message.format } };
    case 'mode':
      return { mode: message.mode };
    case 'file': {
      const { type: _, table: __, ...file } = message;
      return { files: [...table.files, file] };
    }
    case 'state':
      return { state: message.state, ...(message.cursor !== undefined && { cursor: message.cursor }) };
    case 'gone':
      return { gone: [...table.gone, message.part] };
    case 'unchanged':
      return { unchanged: true };
    case 'failed':
      return { error: message.error };
    default:
      return {};
  }
};

const rowsIn = async (path: string): Promise<CollectedTable['rows']> => {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line));
};
