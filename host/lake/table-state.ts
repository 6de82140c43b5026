import type { Column } from '@agnes/sdk';
import type { ChangedTable, FailedTable } from './change.ts';

/** A file of the table's published version. */
export interface Part {
  /** `''` for the only file. */
  readonly part: string;
  /** Absolute. */
  readonly path: string;
  /** The same, from the extract folder on. */
  readonly relativePath: string;
  readonly rows: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly md5: string;
}

/** The one file that a table in parts is downloaded as. It may be of an older version than the parts. */
export interface Single {
  /** The version it was made from. */
  readonly version: string;
  /** Absolute. */
  readonly path: string;
  /** The same, from the extract folder on. */
  readonly relativePath: string;
  readonly rows: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly md5: string;
  readonly builtAt: Date;
}

/** The published version of a table. */
export interface TableData {
  /** Hash of the content: the same data is the same version. */
  readonly version: string;
  /** Generation that brought this version. */
  readonly generation: number;
  readonly parts: readonly Part[];
  readonly rows: number;
  readonly sizeBytes: number;
  readonly columns: number;
  /** Names and types, where whoever published it has said. */
  readonly schema?: readonly Column[];
  readonly producedBy?: string;
  /** The newest that is finished; never of a table that is one file anyway. */
  readonly single?: Single;
}

/** All that is known of a registered table's data. */
export interface TableState {
  readonly id: string;
  readonly name: string;
  readonly sourceSlug: string;
  /** `stale`: the data is served although its source cannot be read. */
  readonly status: 'never' | 'ok' | 'error' | 'stale';
  /** When the source was read for the data that is served. */
  readonly lastSync?: Date;
  readonly lastAttemptAt?: Date;
  readonly error?: FailedTable['error'];
  readonly data?: TableData;
}

/** A table readers can see, as other features want it. */
export interface Published {
  readonly id: string;
  readonly name: string;
  readonly sourceSlug: string;
  readonly version: string;
  readonly generation: number;
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly parts: readonly Part[];
  /** The one file of a table in parts, once it is finished. */
  readonly single?: Single;
  readonly rows: number;
  readonly sizeBytes: number;
  /** MD5 of the single file a download sends; `''` when the table is in parts. */
  readonly hash: string;
  /** SHA-256 of that file; of the list of parts when the table is in parts. */
  readonly sha256: string;
  readonly columns: number;
  readonly schema?: readonly Column[];
  readonly status: TableState['status'];
  readonly lastSync?: Date;
  readonly producedBy?: string;
  /** Why the last attempt failed. */
  readonly error?: string;
}

/** A state that does not change is the same published table: what hangs on it need not be made again. */
const known = new WeakMap<TableState, Published>();

const publishedOf = (state: TableState): Published | undefined => {
  const published = known.get(state) ?? madeOf(state);
  if (published) known.set(state, published);
  return published;
};

const madeOf = (state: TableState): Published | undefined => {
  const { id, name, sourceSlug, status, lastSync, error, data } = state;
  if (!data) return undefined;
  const { version, generation, parts, rows, sizeBytes, columns, schema, producedBy, single } = data;
  return {
    id,
    name,
    sourceSlug,
    version,
    generation,
    files: parts.map(({ path }) => path),
    parts,
    rows,
    sizeBytes,
    hash: singleFile(parts)?.md5 ?? '',
    sha256: version,
    columns,
    ...(schema && { schema }),
    status,
    ...(lastSync && { lastSync }),
    ...(producedBy !== undefined && { producedBy }),
    ...(single && { single }),
    ...(error && { error: error.message }),
  };
};

/** The tables of these states that have data. */
export const publishedIn = (states: ReadonlyMap<string, TableState>): readonly Published[] =>
  [...states.values()].flatMap((state) => publishedOf(state) ?? []);

/** Tables by their id. */
export const byId = (tables: readonly Published[]): ReadonlyMap<string, Published> =>
  new Map(tables.map((table) => [table.id, table]));

/** The one file of a table that is not in parts: what a download sends. */
export const singleFile = (parts: readonly Part[]): Part | undefined =>
  parts.length === 1 && parts[0]?.part === '' ? parts[0] : undefined;

/** The state after its source was read. `absolute` turns a path of the extract into one of this machine. */
export const afterSuccess = (
  before: TableState | undefined,
  table: ChangedTable,
  at: {
    readonly sourceSlug: string;
    readonly generation: number;
    readonly now: Date;
    absolute(path: string): string;
  },
): TableState => {
  const { id, name, files, sha256, rows, sizeBytes, columns, schema, producedBy } = table;
  const isSame = before?.data?.version === sha256;
  const lastSync = lastSyncOf(table, isSame ? before : undefined);
  return {
    id,
    name,
    sourceSlug: at.sourceSlug,
    status: 'ok',
    lastAttemptAt: at.now,
    ...(lastSync && { lastSync }),
    data: {
      version: sha256,
      generation: (isSame && before.data?.generation) || at.generation,
      parts: files.map((file) => ({ ...file, relativePath: file.path, path: at.absolute(file.path) })),
      rows,
      sizeBytes,
      columns,
      ...(schema && { schema }),
      ...(producedBy !== undefined && { producedBy }),
      ...(isInParts(files) && before?.data?.single && { single: before.data.single }),
    },
  };
};

/** True for a table that is not one file without a name. */
export const isInParts = (parts: readonly { readonly part: string }[]): boolean =>
  parts.length !== 1 || parts[0]?.part !== '';

// The same data read again later is as fresh as the later reading; a copy of an old extract does not make it older.
const lastSyncOf = ({ extractedAt = 0 }: ChangedTable, same: TableState | undefined): Date | undefined => {
  const latest = Math.max(extractedAt, same?.lastSync?.getTime() ?? 0);
  return latest > 0 ? new Date(latest) : undefined;
};

/** The state after a failure: what is served stays. */
export const afterFailure = (
  before: TableState | undefined,
  { id, name, status, error }: FailedTable,
  { sourceSlug, now }: { readonly sourceSlug: string; readonly now: Date },
): TableState => ({ ...(before ?? { id, name, sourceSlug }), status, error, lastAttemptAt: now });

/** The state after the source said that nothing changed. */
export const afterNoChange = (before: TableState, extractedAt: Date, now: Date): TableState => {
  const { error: _cleared, ...rest } = before;
  return { ...rest, status: 'ok', lastSync: extractedAt, lastAttemptAt: now };
};
