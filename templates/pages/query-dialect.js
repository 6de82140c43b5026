import { PostgreSQL, SQLDialect } from './codemirror.js';

const keywords =
  'select from where group by having order limit offset distinct all as on using join left right full inner outer cross ' +
  'natural lateral asof anti semi positional with recursive materialized union intersect except values case when then ' +
  'else end and or not in is null between like ilike similar to escape exists any some cast try_cast collate asc desc ' +
  'nulls over partition rows range groups unbounded preceding following current row exclude ties window filter within ' +
  'qualify pivot unpivot columns replace rename sample tablesample reservoir percent fetch respect ignore ordinality at ' +
  'zone describe summarize show tables explain analyze default cube rollup grouping sets include lambda glob';

const types =
  'tinyint smallint integer bigint hugeint utinyint usmallint uinteger ubigint uhugeint float double decimal varchar ' +
  'blob bit bool boolean date time timestamp timestamptz timestamp_s timestamp_ms timestamp_ns interval uuid json list map ' +
  'struct enum';

const functions =
  'count sum avg min max median mode quantile_cont quantile_disc approx_count_distinct approx_quantile arg_min arg_max ' +
  'first last any_value string_agg list histogram bool_and bool_or stddev_samp stddev_pop var_samp var_pop corr ' +
  'row_number rank dense_rank percent_rank ntile lag lead first_value last_value nth_value coalesce nullif ifnull ' +
  'greatest least abs ceil floor round sqrt power ln log exp random date_trunc date_part date_diff date_add strftime ' +
  'strptime epoch epoch_ms make_date to_timestamp age year month day hour minute second dayofweek week quarter ' +
  'current_date current_timestamp now lower upper length substring trim ltrim rtrim replace concat concat_ws split_part contains ' +
  'starts_with ends_with regexp_matches regexp_replace regexp_extract printf format list_value list_aggregate ' +
  'list_contains list_distinct list_sort unnest struct_pack struct_extract map_keys map_values json_extract ' +
  'json_extract_string generate_series range';

/** SQL as DuckDB speaks it: written like that of PostgreSQL, with the words that queries are made of. */
export const duckdb = SQLDialect.define({
  ...PostgreSQL.spec,
  keywords,
  types,
  builtin: functions,
  hashComments: false,
  slashComments: false,
  backslashEscapes: false,
  doubleDollarQuotedStrings: true,
  caseInsensitiveIdentifiers: true,
  identifierQuotes: '"',
});
