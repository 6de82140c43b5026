import type { DiscoveredTable } from '@agnes/sdk';
import { TableNames } from '@agnes/sdk/table-names';
import { readingOf } from './column-types.ts';
import { pgTypes } from './pg-types.ts';
import type { Row, Session } from './session.ts';
import type { FullSettings } from './settings.ts';

/** The tables and views of the schemas, as far as the account may read them. Parts of a partitioned table are hidden. */
export async function* discoverTables(
  session: Session,
  { schemas, numeric }: FullSettings,
): AsyncGenerator<DiscoveredTable> {
  const { rows } = await session.ask(relations, [schemas]);
  const columns = await columnsOf(session, schemas, numeric);
  const names = new TableNames();
  for (const row of rows) yield tableOf(row, { columns, names, isOnly: schemas.length === 1 });
}

// A table that was never analysed has −1 rows, of which nothing is known. A partitioned one is as large as its parts.
const relations = `
  SELECT c.oid, n.nspname, c.relname, c.relkind, obj_description(c.oid, 'pg_class'), size.rows, size.bytes,
    (SELECT json_agg(a.attname ORDER BY array_position(i.indkey::int2[], a.attnum))
      FROM pg_catalog.pg_index i JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
      WHERE i.indrelid = c.oid AND i.indisprimary)
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN LATERAL (
    SELECT sum(CASE WHEN p.reltuples >= 0 THEN p.reltuples END)::bigint AS rows, sum(pg_table_size(p.oid)) AS bytes
    FROM pg_catalog.pg_class p
    WHERE p.oid = c.oid AND c.relkind IN ('r', 'm')
      OR c.relkind = 'p' AND p.relkind = 'r' AND p.oid IN (SELECT relid FROM pg_partition_tree(c.oid))
  ) AS size
  WHERE n.nspname = ANY($1::text[]) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
    AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
  ORDER BY array_position($1::text[], n.nspname::text), c.relname`;

const attributes = `
  SELECT a.attrelid, a.attname, a.atttypid, a.atttypmod
  FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = ANY($1::text[]) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
    AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY a.attrelid, a.attnum`;

type Columns = NonNullable<DiscoveredTable['columns']>;

const columnsOf = async (
  session: Session,
  schemas: readonly string[],
  numeric: string,
): Promise<ReadonlyMap<string, Columns>> => {
  const { rows } = await session.ask(attributes, [schemas]);
  const types = await pgTypes(
    session,
    rows.map(([, , type]) => Number(type)),
  );
  const found = new Map<string, { name: string; type: string }[]>();
  for (const [table, name, id, modifier] of rows) {
    const type = types.get(Number(id)) ?? { name: '', modifier: -1 };
    const list = found.get(String(table)) ?? [];
    list.push({ name: String(name), type: readingOf(type, Number(modifier), numeric).type });
    found.set(String(table), list);
  }
  return found;
};

interface Naming {
  readonly columns: ReadonlyMap<string, Columns>;
  /** Proposes each name once. */
  readonly names: TableNames;
  /** True where no schema need be told from another. */
  readonly isOnly: boolean;
}

const kinds: Readonly<Record<string, DiscoveredTable['kind']>> = {
  r: 'table',
  p: 'table',
  v: 'view',
  m: 'view',
};

const tableOf = (
  [id, schema, table, kind, comment, rows, bytes, key]: Row,
  { columns, names, isOnly }: Naming,
): DiscoveredTable => {
  const own = columns.get(String(id)) ?? [];
  const primaryKey = keyOf(key);
  return {
    name: names.propose(isOnly ? String(table) : `${schema}_${table}`),
    bucket: String(schema),
    sourceTable: String(table),
    upstreamId: `${schema}.${table}`,
    kind: kinds[String(kind)] ?? 'other',
    ...(own.length > 0 && { columns: own }),
    ...(comment != null && { description: comment.slice(0, 4_000) }),
    ...(rows != null && { rows: Number(rows) }),
    ...(bytes != null && { sizeBytes: Number(bytes) }),
    ...(primaryKey.length > 0 && { primaryKey }),
  };
};

const keyOf = (json: string | null | undefined): readonly string[] => {
  const found: unknown = JSON.parse(json ?? '[]');
  return Array.isArray(found) ? found.map(String) : [];
};
