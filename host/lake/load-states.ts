import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Table } from '../registry/table.ts';
import type { Tables } from '../store/tables.ts';
import { loadPublished } from './repository.ts';
import { isInParts, type Part, type Single, type TableData, type TableState } from './table-state.ts';

type Loaded = Awaited<ReturnType<typeof loadPublished>>;

/** The states of all registered tables. Paths are made for where the data lies now. */
export const loadStates = async (
  db: Kysely<Tables>,
  tables: readonly Table[],
  extracts: string,
): Promise<ReadonlyMap<string, TableState>> => {
  const { states, parts, singles } = await loadPublished(db);
  const registered = new Map(tables.map((table) => [table.id, table]));
  const singleOf = new Map(singles.map((single) => [single.table_id, single]));
  const partsOf = Map.groupBy(parts, ({ table_id }) => table_id);
  const known = states.flatMap((row) => {
    const table = registered.get(row.table_id);
    if (table?.sourceSlug === undefined) return [];
    const folder = join(extracts, table.sourceSlug);
    const own = (partsOf.get(table.id) ?? []).map((part) => partOf(part, folder));
    const one = singleOf.get(table.id);
    const single = one && isInParts(own) ? { single: singleFrom(one, folder) } : {};
    return [stateOf(table, { ...row, sourceSlug: table.sourceSlug, ...single }, own)];
  });
  return new Map(known.map((state) => [state.id, state]));
};

const partOf = (row: Loaded['parts'][number], folder: string): Part => ({
  part: row.part,
  path: join(folder, row.path),
  relativePath: row.path,
  rows: row.rows,
  sizeBytes: row.size_bytes,
  sha256: row.sha256,
  md5: row.hash,
});

const singleFrom = (row: Loaded['singles'][number], folder: string): Single => ({
  version: row.version,
  path: join(folder, row.path),
  relativePath: row.path,
  rows: row.rows,
  sizeBytes: row.size_bytes,
  sha256: row.sha256,
  md5: row.hash,
  builtAt: row.built_at,
});

type Row = Loaded['states'][number] & { readonly sourceSlug: string; readonly single?: Single };

const stateOf = (table: Table, row: Row, parts: readonly Part[]): TableState => {
  const data = parts.length > 0 ? dataOf(row, parts) : undefined;
  return {
    id: table.id,
    name: table.name,
    sourceSlug: row.sourceSlug,
    status: row.status,
    ...(row.last_sync && { lastSync: row.last_sync }),
    ...(row.last_attempt_at && { lastAttemptAt: row.last_attempt_at }),
    ...(row.error !== null && {
      error: { code: row.error_code ?? '', message: row.error, retryable: row.retryable ?? false },
    }),
    ...(data && { data }),
  };
};

const dataOf = (row: Row, parts: readonly Part[]): TableData => ({
  version: row.version ?? '',
  generation: row.generation ?? 0,
  parts,
  rows: row.rows ?? 0,
  sizeBytes: row.size_bytes ?? 0,
  columns: row.columns ?? 0,
  ...(row.schema !== null && { schema: JSON.parse(row.schema) }),
  ...(row.produced_by !== null && { producedBy: row.produced_by }),
  ...(row.single && { single: row.single }),
});
