import type { DuckDBValue } from '@duckdb/node-api';
import type { ParamValue, QueryParams } from '../protocol.ts';

/** The values as DuckDB's client takes them. Given, even if empty, the client prepares, which allows one statement only. */
export const valuesOf = (params: QueryParams): DuckDBValue[] | Record<string, DuckDBValue> =>
  isList(params) ? [...params] : { ...params };

const isList = (params: QueryParams): params is readonly ParamValue[] => Array.isArray(params);
