import type { Table } from '../registry/table.ts';
import { statementsOf } from './statements.ts';
import type { StoredMetric } from './stored-metric.ts';

type Known = Pick<Table, 'id' | 'name' | 'sourceTable'>;

/** What a metric needs to be seen. */
export interface Need {
  /** Ids of tables, or names that no table has. */
  readonly ids: ReadonlySet<string>;
  /** Names it lists or reads that no table has. */
  readonly unknown: readonly string[];
}

/** Registered tables as metrics name them: by id, else by name. */
export class NamedTables {
  readonly #byId: ReadonlyMap<string, Known>;
  readonly #byName: ReadonlyMap<string, Known>;
  readonly #bySource: ReadonlyMap<string, readonly Known[]>;

  constructor(tables: readonly Known[]) {
    this.#byId = new Map(tables.map((table) => [table.id, table]));
    this.#byName = new Map(tables.map((table) => [table.name.toLowerCase(), table]));
    this.#bySource = Map.groupBy(tables, ({ sourceTable }) => sourceTable?.toLowerCase() ?? '');
  }

  find(name: string): Known | undefined {
    return this.#byId.get(name) ?? this.#byName.get(name.toLowerCase());
  }

  /** What a statement may mean by a name: a table, or by a path one that lies at its source. */
  meant(name: string): readonly Known[] {
    const found = this.find(name);
    if (found) return [found];
    const last = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
    if (last === name.toLowerCase()) return [];
    const own = this.#byName.get(last);
    return [...(own ? [own] : []), ...(this.#bySource.get(last) ?? [])];
  }
}

/** The tables a metric lists, each once, as it lists them. */
export const listedTables = ({
  tables,
  table_name: main,
}: Pick<StoredMetric, 'tables' | 'table_name'>): readonly string[] => [
  ...new Set([...(main === null ? [] : [main]), ...tables]),
];

/**
 * The tables a metric lists, and those its statements read. Of a statement that cannot be parsed every word that is a
 * table counts, so that no text of a table gets to somebody who may not know of it.
 */
export const needOf = (metric: StoredMetric, tables: NamedTables): Need => {
  const listed = listedTables(metric).map((name) => ({ name, table: tables.find(name) }));
  const read = (metric.sqlTables ?? wordsIn(metric)).map((name) => ({ name, meant: tables.meant(name) }));
  // A table that was removed stays as hidden as it was. A word is only a word.
  const gone = metric.sqlTables ? read.filter(({ meant }) => meant.length === 0) : [];
  return {
    ids: new Set([
      ...listed.map(({ name, table }) => table?.id ?? name),
      ...read.flatMap(({ meant }) => meant.map(({ id }) => id)),
      ...gone.map(({ name }) => name),
    ]),
    unknown: [...new Set([...listed.filter(({ table }) => !table), ...gone].map(({ name }) => name))],
  };
};

const wordsIn = (metric: StoredMetric): readonly string[] => [
  ...new Set(
    statementsOf(metric)
      .flatMap(({ sql }) => [...(sql.match(/[\p{L}\p{N}_$]+/gu) ?? []), ...(sql.match(quotedName) ?? [])])
      .map(unquoted),
  ),
];

/** As DuckDB, BigQuery and others quote. */
const quotedName = /"[^"]+"|`[^`]+`|\[[^[\]]+\]/g;

const unquoted = (word: string): string => word.replaceAll(/["`[\]]/g, '');
