import { objectOf, objectsOf, textOf } from '../json/values.ts';

/** A table as a statement names it. */
export interface NamedTable {
  readonly catalog: string;
  readonly schema: string;
  readonly name: string;
}

/** The tables a statement reads, from DuckDB's own parse of it (`json_serialize_sql`). */
export const namedTables = (parse: unknown): readonly NamedTable[] => tablesIn(parse, new Set());

const tablesIn = (node: unknown, known: ReadonlySet<string>): readonly NamedTable[] => {
  if (Array.isArray(node)) return node.flatMap((item) => tablesIn(item, known));
  if (typeof node !== 'object' || node === null) return [];
  const values = objectOf(node);
  const own = values['type'] === 'BASE_TABLE' ? tableOf(node, known) : [];
  const { cte_map: map, ...others } = values;
  const { found, names } = commonTables(map, known);
  return [...own, ...found, ...Object.values(others).flatMap((value) => tablesIn(value, names))];
};

const tableOf = (node: object, known: ReadonlySet<string>): readonly NamedTable[] => {
  const values = objectOf(node);
  const table = {
    catalog: textOf(values['catalog_name']) ?? '',
    schema: textOf(values['schema_name']) ?? '',
    name: textOf(values['table_name']) ?? '',
  };
  const isCommon = table.catalog === '' && table.schema === '' && known.has(table.name.toLowerCase());
  return isCommon ? [] : [table];
};

/** Each `WITH` sees those before it, and itself only when it is recursive. */
const commonTables = (
  map: unknown,
  known: ReadonlySet<string>,
): { found: readonly NamedTable[]; names: ReadonlySet<string> } => {
  const names = new Set(known);
  const found: NamedTable[] = [];
  for (const { key, value } of objectsOf(objectOf(map)['map'])) {
    const name = String(key).toLowerCase();
    const query = objectOf(value)['query'];
    const isRecursive = objectOf(objectOf(query)['node'])['type'] === 'RECURSIVE_CTE_NODE';
    found.push(...tablesIn(query, isRecursive ? new Set([...names, name]) : names));
    names.add(name);
  }
  return { found, names };
};
