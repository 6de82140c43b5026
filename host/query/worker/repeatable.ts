import type { Node } from './statement-tree.ts';

/**
 * What gives another answer each time although no table has changed: chance, the clock, the session, and macros made
 * of these. A test compares the list with what the engine itself says of its functions.
 */
const volatile = new Set([
  'age',
  'ago',
  'current_catalog',
  'current_connection_id',
  'current_database',
  'current_date',
  'current_localtime',
  'current_localtimestamp',
  'current_query',
  'current_query_id',
  'current_role',
  'current_schema',
  'current_schemas',
  'current_time',
  'current_timestamp',
  'current_transaction_id',
  'current_user',
  'currval',
  'error',
  'gen_random_uuid',
  'get_current_time',
  'get_current_timestamp',
  'in_search_path',
  'localtime',
  'localtimestamp',
  'nextval',
  'now',
  'pg_conf_load_time',
  'pg_postmaster_start_time',
  'pg_sleep',
  'random',
  'reservoir_quantile',
  'session_user',
  'setseed',
  'sleep_ms',
  'stats',
  'today',
  'transaction_timestamp',
  'txid_current',
  'user',
  'uuid',
  'uuidv4',
  'uuidv7',
  'write_log',
]);

/** True for a function, or a word that stands for one, whose value depends on more than its arguments. */
export const isVolatile = (name: string): boolean => volatile.has(name.toLowerCase());

/** True when the same data gives the same answer. What is not sure of it, such as a column called `user`, is not. */
export const isRepeatable = (statement: unknown): boolean => {
  // A stack, not recursion: a chain of thousands of UNIONs is as deep as it is long.
  const stack: unknown[] = isNode(statement) ? [statement] : [];
  while (stack.length > 0) {
    // The shape is DuckDB's; its fields are known by their names only.
    const node = stack.pop() as Node;
    if (varies(node)) return false;
    stack.push(...Object.values(node).filter(isNode));
  }
  return true;
};

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

const varies = (node: Node): boolean => {
  const { function_name: called, column_names: names, sample } = node;
  if (typeof called === 'string' && isVolatile(called)) return true;
  // Words such as CURRENT_DATE are columns to the parser.
  if (Array.isArray(names) && names.length === 1 && isVolatile(String(names[0]))) return true;
  return isNode(sample);
};
