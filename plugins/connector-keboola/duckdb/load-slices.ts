import type { Column, PlannedTable, ReadMessage } from '@agnes/sdk/connector';
import { SchemaDrift } from '@agnes/sdk/errors';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Slice } from '../exported-file.ts';
import { quoteIdent } from './quote.ts';
import { sliceSource } from './slice-source.ts';

/** An exported table that is to become one of DuckDB. */
export interface Load {
  /** Quoted. */
  readonly target: string;
  readonly columns: readonly Column[];
  readonly slices: readonly Slice[];
}

/** Makes a table of exported slices, typed. Says what became of values that do not fit their column. */
export const loadSlices = async (
  connection: DuckDBConnection,
  { target, columns, slices }: Load,
  { id, onTypeError = 'evolve' }: Pick<PlannedTable, 'id' | 'onTypeError'>,
): Promise<readonly ReadMessage[]> => {
  const from = sliceSource(columns, slices);
  const create = (typed: readonly Column[], misfit: Misfit): Promise<unknown> =>
    connection.run(
      `CREATE TABLE ${target} AS SELECT ${typed.map((one) => typedColumn(one, misfit))} FROM ${from}`,
    );
  try {
    await create(columns, 'refused');
    return [];
  } catch (cause) {
    const misfits = await misfitsIn(connection, columns, from);
    // Whatever it is, it is no value that does not fit.
    if (misfits.size === 0) throw cause;
    const told = [...misfits].map(([name, count]) => `${name} (${count})`).join(', ');
    const reason = `values of ${target} do not fit their columns: ${told}`;
    if (onTypeError === 'freeze') throw SchemaDrift({ table: target, reason }, { cause });
    await create(onTypeError === 'evolve' ? asText(columns, misfits) : columns, 'null');
    return [{ type: 'notice', table: id, ...fates[onTypeError](reason) }];
  }
};

const fates = {
  evolve: (reason: string) => ({ code: 'column_type_fallback', message: `Read as text: ${reason}.` }),
  discard: (reason: string) => ({ code: 'values_nulled', message: `Became null: ${reason}.` }),
};

/** What becomes of a value that does not fit. */
type Misfit = 'refused' | 'null';

const asText = (columns: readonly Column[], misfits: ReadonlyMap<string, number>): readonly Column[] =>
  columns.map(({ name, type }) => ({ name, type: misfits.has(name) ? 'VARCHAR' : type }));

const typedColumn = (column: Column, misfit: Misfit): string =>
  `${typedValue(column, misfit)} AS ${quoteIdent(column.name)}`;

const typedValue = ({ name, type }: Column, misfit: Misfit): string => {
  if (type === 'VARCHAR') return quoteIdent(name);
  const value = `NULLIF(${quoteIdent(name)}, '')`;
  const plain = `${misfit === 'null' ? 'TRY_CAST' : 'CAST'}(${value} AS ${type})`;
  if (type !== 'BIGINT') return plain;
  // A cast would round a fraction without a word.
  const other = misfit === 'null' ? 'NULL' : `CAST(${value} || ' is no whole number' AS BIGINT)`;
  return `CASE WHEN regexp_full_match(${value}, '\\s*[-+]?\\d+(\\.0*)?\\s*') THEN ${plain} ELSE ${other} END`;
};

const misfitsIn = async (
  connection: DuckDBConnection,
  columns: readonly Column[],
  from: string,
): Promise<ReadonlyMap<string, number>> => {
  const typed = columns.filter(({ type }) => type !== 'VARCHAR');
  if (typed.length === 0) return new Map();
  const counts = typed.map(
    (column) =>
      `count(*) FILTER (WHERE ${quoteIdent(column.name)} <> '' AND ${typedValue(column, 'null')} IS NULL)`,
  );
  const reader = await connection.runAndReadAll(`SELECT ${counts.join(', ')} FROM ${from}`);
  const found = typed.map(({ name }, index): [string, number] => [name, Number(reader.value(index, 0))]);
  return new Map(found.filter(([, count]) => count > 0));
};
