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
  const source = sourceOf(sql);
  const plan = await planOf(session, { table, select: `SELECT * FROM ${source}` });
  const bytes = estimateOf(plan);
  if (bytes === undefined) throw estimateUnavailable({ table, reason: 'the plan has no numbers' });
  if (bytes > limitBytes) throw BudgetExceeded({ table, current: Math.ceil(bytes), limit: limitBytes });
  return source;
};

/** A node of a plan, as far as it is read. */
export type PlanNode = Readonly<Record<string, unknown>>;

/** What the planner says of a SELECT; throws where it would write. One statement only: more than one cannot be prepared, nor stand in brackets. */
export const planOf = async (
  session: Session,
  {
    table,
    select,
    values = [],
  }: { readonly table: string; readonly select: string; readonly values?: readonly unknown[] },
): Promise<PlanNode> => {
  const { rows } = await session.ask(`EXPLAIN (VERBOSE, FORMAT JSON) ${select}`, values);
  const found: unknown = JSON.parse(rows[0]?.[0] ?? 'null');
  const [first] = Array.isArray(found) ? found : [];
  const plan = isNode(first) ? first['Plan'] : undefined;
  if (!isNode(plan)) throw estimateUnavailable({ table, reason: 'the server gives no plan' });
  const writing = nodesOf(plan).find((node) => !isRead(String(node['Node Type'])));
  if (writing) throw queryRefused({ table, reason: `its plan holds "${writing['Node Type']}"` });
  return plan;
};

/** Bytes of the answer as the planner expects them: rows × width. */
export const estimateOf = (plan: PlanNode): number | undefined => {
  const { 'Plan Rows': rows, 'Plan Width': width } = plan;
  return typeof rows === 'number' && typeof width === 'number' ? rows * width : undefined;
};

/** Tables that a plan reads. */
export const relationsOf = (plan: PlanNode): readonly { readonly bucket: string; readonly table: string }[] =>
  nodesOf(plan).flatMap(({ 'Relation Name': table, Schema: bucket }) =>
    typeof table === 'string' ? [{ bucket: String(bucket), table }] : [],
  );

const isNode = (value: unknown): value is PlanNode => typeof value === 'object' && value !== null;

const nodesOf = (plan: PlanNode): readonly PlanNode[] => {
  const inner = Array.isArray(plan['Plans']) ? plan['Plans'].filter(isNode) : [];
  return [plan, ...inner.flatMap(nodesOf)];
};

/** Node types that read. A word that is not here is refused: a new kind of node is looked at first. */
const reads =
  /Scan$|^(Result|Limit|Sort|Incremental Sort|Aggregate|Group|Unique|SetOp|Append|Merge Append|Recursive Union|BitmapAnd|BitmapOr|Nested Loop|Merge Join|Hash Join|Hash|Materialize|Memoize|WindowAgg|Gather|Gather Merge|ProjectSet)$/;

const isRead = (kind: string): boolean => reads.test(kind);

/** A query as something that may stand behind FROM. The line break ends a comment that it may end with. */
export const sourceOf = (sql: string): string => `(${withoutEnd(sql)}\n) AS source`;

const withoutEnd = (sql: string): string => sql.replace(/[\s;]+$/, '');
