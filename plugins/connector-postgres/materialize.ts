import { BudgetExceeded } from '@agnes/sdk/connector';
import { estimateUnavailable, queryRefused } from './errors.ts';
import type { Session } from './session.ts';

/** A query somebody wrote. */
export interface Query {
  readonly table: string;
  readonly sql: string;
  /** Most bytes the planner may expect. */
  readonly limitBytes: number;
}

/** Throws unless a query only reads, and not too much. Answers what may stand behind FROM. */
export const checkQuery = async (session: Session, { table, sql, limitBytes }: Query): Promise<string> => {
  // The line break ends a comment that the query may end with.
  const source = `(${withoutEnd(sql)}\n) AS source`;
  const plan = await planOf(session, { table, select: `SELECT * FROM ${source}` });
  const writing = kinds(plan).find((kind) => !isRead(kind));
  if (writing !== undefined) throw queryRefused({ table, reason: `its plan holds "${writing}"` });
  const bytes = estimateOf(plan);
  if (bytes === undefined) throw estimateUnavailable({ table, reason: 'the plan has no numbers' });
  if (bytes > limitBytes) throw BudgetExceeded({ table, current: Math.ceil(bytes), limit: limitBytes });
  return source;
};

/** A node of a plan, as far as it is read. */
type Node = Readonly<Record<string, unknown>>;

/** What the planner says of a SELECT. One statement only: more than one cannot be prepared, nor stand in brackets. */
export const planOf = async (
  session: Session,
  {
    table,
    select,
    values = [],
  }: { readonly table: string; readonly select: string; readonly values?: readonly unknown[] },
): Promise<Node> => {
  const { rows } = await session.ask(`EXPLAIN (FORMAT JSON) ${select}`, values);
  const found: unknown = JSON.parse(rows[0]?.[0] ?? 'null');
  const [first] = Array.isArray(found) ? found : [];
  const plan = isNode(first) ? first['Plan'] : undefined;
  if (!isNode(plan)) throw estimateUnavailable({ table, reason: 'the server gives no plan' });
  return plan;
};

/** Bytes of the answer as the planner expects them: rows × width. */
export const estimateOf = (plan: Node): number | undefined => {
  const { 'Plan Rows': rows, 'Plan Width': width } = plan;
  return typeof rows === 'number' && typeof width === 'number' ? rows * width : undefined;
};

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

const kinds = (plan: Node): readonly string[] => {
  const inner = Array.isArray(plan['Plans']) ? plan['Plans'].filter(isNode) : [];
  return [String(plan['Node Type']), ...inner.flatMap(kinds)];
};

/** Node types that read. A word that is not here is refused: a new kind of node is looked at first. */
const reads =
  /Scan$|^(Result|Limit|Sort|Incremental Sort|Aggregate|Group|Unique|SetOp|Append|Merge Append|Recursive Union|BitmapAnd|BitmapOr|Nested Loop|Merge Join|Hash Join|Hash|Materialize|Memoize|WindowAgg|Gather|Gather Merge|ProjectSet)$/;

const isRead = (kind: string): boolean => reads.test(kind);

const withoutEnd = (sql: string): string => sql.replace(/[\s;]+$/, '');
