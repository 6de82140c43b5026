import { type DuckDBConnection, type DuckDBType, VARCHAR } from '@duckdb/node-api';
import type { QueryParams, WorkerQuery } from '../protocol.ts';
import type { TablePlace } from '../scope.ts';
import { type Gated, gate } from './gate.ts';
import type { Verdict } from './kept-statements.ts';
import { valuesOf } from './params.ts';
import { planText } from './plan-text.ts';
import { Refusal } from './refusal.ts';
import type { ResultColumn } from './result-sql.ts';
import type { Sandbox } from './sandbox.ts';
import { isPlainName, placeKey } from './table-place.ts';

/** A statement that passed the gate, with what it will return. */
export interface BoundQuery extends Verdict {
  readonly params: QueryParams;
}

interface Binding {
  readonly sandbox: Sandbox;
  readonly connection: DuckDBConnection;
}

type Asked = Pick<WorkerQuery, 'sql' | 'params' | 'inPlace'>;

/** Gates a statement and has DuckDB bind it, so that its faults are told before anything is answered. */
export const bindQuery = async (asked: Asked, binding: Binding): Promise<BoundQuery> => {
  const { sql, params } = asked;
  const { kept } = binding.sandbox;
  const known = asked.inPlace === undefined ? kept.verdict(sql, params) : undefined;
  return known ? { ...known, params } : bindAnew(asked, binding);
};

const bindAnew = async (
  { sql, params, inPlace }: Asked,
  { sandbox, connection }: Binding,
): Promise<BoundQuery> => {
  const gated = await gate(sql, {
    connection,
    use: (table, place) => checkTable({ table, place }, sandbox),
  });
  const { tables, ownLimit } = gated;
  if (gated.kind !== 'select') return { ...planOf(await explained(gated, params, connection)), tables };
  const columns = await columnsOf(gated.sql, params, connection);
  if (inPlace !== undefined) return { sql: asTyped(inPlace, columns), params: [], columns, tables, ownLimit };
  const verdict = { sql: gated.sql, columns, tables, ownLimit };
  sandbox.kept.keep(sql, params, verdict);
  return { ...verdict, params };
};

/** The rows of another statement in the types of this one. */
const asTyped = (sql: string, columns: readonly ResultColumn[]): string => {
  const names = columns.map((_, index) => `c${index}`);
  const casts = columns.map(({ type }, index) => `CAST(c${index} AS ${type}) AS c${index}`);
  return `SELECT ${casts.join(', ')} FROM (\n${sql}\n) AS q(${names.join(', ')})`;
};

interface Named {
  readonly table: string;
  readonly place: TablePlace;
}

const checkTable = ({ table, place }: Named, { names, places, broken }: Sandbox): void => {
  const name = table.toLowerCase();
  if (places.has(placeKey(place)) || (isPlainName(place) && names.has(name))) return;
  throw broken.has(name)
    ? new Refusal({
        code: 'table_unreadable',
        message: `The files of ${table} cannot be read`,
        subject: table,
      })
    : new Refusal({ code: 'table_not_available', message: `No table ${table}`, subject: table });
};

const columnsOf = async (
  sql: string,
  params: QueryParams,
  connection: DuckDBConnection,
): Promise<readonly ResultColumn[]> => {
  const prepared = await connection.prepare(sql);
  if (prepared.parameterCount + Object.keys(params).length > 0)
    return columnsOfBound(sql, params, connection);
  return Array.from({ length: prepared.columnCount }, (_, index) => ({
    name: prepared.columnName(index),
    ...typeOf(prepared.columnType(index)),
  }));
};

/** Types that depend on parameters are known only once values are bound; no row is computed for it. */
const columnsOfBound = async (
  sql: string,
  params: QueryParams,
  connection: DuckDBConnection,
): Promise<readonly ResultColumn[]> => {
  const empty = await connection.run(`SELECT * FROM (\n${sql}\n) LIMIT 0`, valuesOf(params));
  return empty.columnNames().map((name, index) => ({ name, ...typeOf(empty.columnType(index)) }));
};

const typeOf = (shape: DuckDBType): Pick<ResultColumn, 'type' | 'shape'> => ({
  type: shape.alias ?? String(shape),
  shape,
});

const explained = async (
  { kind, sql }: Gated,
  params: QueryParams,
  connection: DuckDBConnection,
): Promise<string> => {
  const options = kind === 'explain_analyze' ? 'ANALYZE, FORMAT json' : 'FORMAT json';
  const plan = await connection.runAndReadAll(
    `EXPLAIN (${options}) SELECT * FROM (\n${sql}\n)`,
    valuesOf(params),
  );
  return planText(String(plan.value(1, 0)));
};

/** A plan becomes a row of text like any other result. */
const planOf = (plan: string): Omit<BoundQuery, 'tables'> => ({
  sql: "SELECT 'plan' AS explain_key, $1::VARCHAR AS explain_value",
  params: [plan],
  columns: [
    { name: 'explain_key', ...typeOf(VARCHAR) },
    { name: 'explain_value', ...typeOf(VARCHAR) },
  ],
  ownLimit: 1,
});
