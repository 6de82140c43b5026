import { type JsonObject, numberOf, objectOf, readJson, textOf } from '../json/values.ts';

/** What of a table is wanted. */
export interface ScanWish {
  /** Its id, or its name. */
  readonly table: string;
  /** Columns; none means all of them. */
  readonly select: readonly string[];
  readonly where: string | undefined;
  readonly limit: number | undefined;
  readonly orderBy: readonly string[];
}

/** Part of a table as it was at one moment, kept in the workspace. */
export interface Snapshot {
  readonly name: string;
  readonly wish: ScanWish;
  readonly fetchedAt: string;
  /** When the rows were read from their source; ISO 8601. */
  readonly asOf: string;
  readonly rows: number;
  readonly bytes: number;
  /** What the source was expected to read; absent when nobody asked. */
  readonly estimatedBytes: number | undefined;
  /** Of the whole file. */
  readonly sha256: string;
}

const rule = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/** True for what a view and a file may be called. */
export const isSnapshotName = (name: string): boolean => rule.test(name) && !/^_agnes_/i.test(name);

/** Names that DuckDB, and many a file system, take for one. */
export const isSameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** The body of a scan, and of its estimate. */
export const scanBody = ({ table, select, where, limit, orderBy }: ScanWish): JsonObject => ({
  table_id: table,
  ...(select.length > 0 && { select }),
  ...(where !== undefined && { where }),
  ...(limit !== undefined && { limit }),
  ...(orderBy.length > 0 && { order_by: orderBy }),
});

/** A snapshot as its file and `--json` tell it. */
export const snapshotJson = ({ name, wish, ...known }: Snapshot): JsonObject => ({
  name,
  table_id: wish.table,
  select: wish.select.length > 0 ? wish.select : null,
  where: wish.where ?? null,
  limit: wish.limit ?? null,
  order_by: wish.orderBy.length > 0 ? wish.orderBy : null,
  fetched_at: known.fetchedAt,
  effective_as_of: known.asOf,
  rows: known.rows,
  bytes_local: known.bytes,
  estimated_scan_bytes_at_fetch: known.estimatedBytes ?? null,
  result_sha256: known.sha256,
});

/** The snapshot a file tells of; `undefined` when it tells of none. */
export const readSnapshot = (text: string): Snapshot | undefined => {
  const told = objectOf(readJson(text));
  const name = textOf(told['name']) ?? '';
  const table = textOf(told['table_id']);
  const fetchedAt = textOf(told['fetched_at']) ?? '';
  if (!isSnapshotName(name) || table === undefined) return undefined;
  return {
    name,
    wish: {
      table,
      select: textsOf(told['select']),
      where: textOf(told['where']),
      limit: numberOf(told['limit']),
      orderBy: textsOf(told['order_by']),
    },
    fetchedAt,
    asOf: textOf(told['effective_as_of']) ?? fetchedAt,
    rows: numberOf(told['rows']) ?? 0,
    bytes: numberOf(told['bytes_local']) ?? 0,
    estimatedBytes: numberOf(told['estimated_scan_bytes_at_fetch']),
    sha256: textOf(told['result_sha256']) ?? '',
  };
};

const textsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
