/**
 * Table functions a statement may use. Everything else is refused, what a newer DuckDB brings included:
 * most of them read files, settings or catalogs.
 */
const tableFunctions = new Set([
  'generate_series',
  'histogram',
  'histogram_values',
  'json_each',
  'json_tree',
  'range',
  'repeat',
  'repeat_row',
  'unnest',
]);

/** Table macros whose first argument names a table; they expand to `query_table`. */
const namesATable = new Set(['histogram', 'histogram_values']);

/**
 * Scalar functions that read or change something beyond their arguments: settings, variables, the log, the clock
 * of a worker, other SQL, the catalog (its view texts hold file paths), how many statements others have run.
 */
const refusedScalars = new Set([
  'current_connection_id',
  'current_query',
  'current_query_id',
  'current_setting',
  'current_transaction_id',
  'currval',
  'format_type',
  'get_block_size',
  'getenv',
  'getvariable',
  'in_search_path',
  'json_serialize_plan',
  'nextval',
  'parse_duckdb_log_message',
  'pg_get_constraintdef',
  'pg_get_expr',
  'pg_get_viewdef',
  'pg_sleep',
  'query',
  'query_table',
  'setseed',
  'sleep_ms',
  'txid_current',
  'version',
  'which_secret',
  'write_log',
]);

/** True for a table function on the allow-list. */
export const isTableFunctionAllowed = (name: string): boolean => tableFunctions.has(name.toLowerCase());

/** True when the first argument of this table function is the name of a table. */
export const takesTableName = (name: string): boolean => namesATable.has(name.toLowerCase());

/** True for a scalar, aggregate or window function that only computes. */
export const isScalarAllowed = (name: string): boolean =>
  !refusedScalars.has(name.toLowerCase()) && !name.toLowerCase().startsWith('__internal');
