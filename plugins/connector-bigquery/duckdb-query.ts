import { readAttachedQuery, type StatementNode } from '@agnes/sdk/attached-query';
import { badRequest } from './errors.ts';

/** True for a query that names tables as `bq."dataset"."table"`: between double quotes GoogleSQL has texts, not names. */
export const isDuckDbSql = (sql: string): boolean => /\bbq\s*\.\s*"/i.test(sql);

/** A table of BigQuery that a query of DuckDB reads, and the columns it may read of it. */
export interface ReadTable {
  readonly dataset: string;
  readonly table: string;
  /** In lower case. Absent: all of them. */
  readonly columns?: ReadonlySet<string>;
}

/** The tables a query reads, by DuckDB's own parse of it; throws unless it is one SELECT over the attachment alone. */
export const tablesOf = (serialized: string): readonly ReadTable[] => {
  const found = readAttachedQuery(serialized, 'bq');
  if ('refused' in found) throw badRequest({ reason: found.refused });
  const columns = columnsIn(found.nodes);
  return found.tables.map(({ schema, table }) => ({ dataset: schema, table, ...(columns && { columns }) }));
};

/** Every name of a column that occurs: of more than one table it is not known whose it is, so it counts for each. */
const columnsIn = (nodes: readonly StatementNode[]): ReadonlySet<string> | undefined => {
  const relations = new Set(nodes.filter(isRelation).flatMap(namesOf));
  const named = nodes.map(namesOfColumns);
  // `t` alone may be the whole row of a relation of that name; in `t.a` it is none.
  const isUnknown = nodes.some(namesNoColumns) || named.some((path) => relations.has(path.at(-1) ?? ''));
  return isUnknown ? undefined : new Set(named.flat());
};

/** True for a part that stands for columns without their names. */
const namesNoColumns = ({ class: kind, ref_type: join }: StatementNode): boolean =>
  kind === 'STAR' || kind === 'POSITIONAL_REFERENCE' || join === 'NATURAL';

const isRelation = (node: StatementNode): boolean => 'alias' in node && 'sample' in node;

const namesOf = ({ alias, table_name: table }: StatementNode): readonly string[] =>
  [alias, table].filter((name) => typeof name === 'string' && name !== '').map(folded);

const namesOfColumns = ({ column_names: own, using_columns: shared }: StatementNode): readonly string[] =>
  [own, shared].flatMap((names) => (Array.isArray(names) ? names.map(folded) : []));

const folded = (name: unknown): string => String(name).toLowerCase();
