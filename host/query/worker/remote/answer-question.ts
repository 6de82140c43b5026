import type { DuckDBConnection } from '@duckdb/node-api';
import type { RemoteNeed, RemotePlan, WorkerQuestion, WorkerReply } from '../../protocol.ts';
import type { TablePlace } from '../../scope.ts';
import { type Gated, gate, serialised } from '../gate.ts';
import { ownRelationFor } from '../own-catalog.ts';
import { Refusal } from '../refusal.ts';
import type { Node } from '../statement-tree.ts';
import { placeKey } from '../table-place.ts';
import { type FigureStatement, figureStatement } from './figure-statement.ts';
import { filtersOf } from './filters.ts';
import { asNode } from './literal.ts';
import { neededColumns } from './needed-columns.ts';
import { enoughRows } from './row-limit.ts';
import { singleUseOf, type TableUse, usesOf } from './table-use.ts';

type PlanQuestion = Extract<WorkerQuestion, { type: 'plan' }>;

/** Answers a question about a statement: what it is, which tables it names, or what of those at sources it needs. */
export const answerQuestion = async (
  question: WorkerQuestion,
  connection: DuckDBConnection,
): Promise<WorkerReply> => {
  if (question.type === 'parse')
    return { type: 'parsed', id: question.id, tree: await serialised(question.sql, connection) };
  const named = new Map<string, { readonly place: TablePlace; readonly nodes: Node[] }>();
  const gated = await gate(question.sql, {
    connection,
    use: (name, place, node) => {
      if (ownRelationFor(name, node) !== undefined) return;
      const key = placeKey(place);
      const known = named.get(key) ?? { place, nodes: [] };
      known.nodes.push(node);
      named.set(key, known);
    },
  });
  const { id } = question;
  if (question.type === 'names')
    return { type: 'named', id, places: [...named.values()].map(({ place }) => place) };
  const nodes = new Map([...named].map(([key, known]) => [key, known.nodes]));
  const plan = await planOf(question, { gated, uses: usesOf(question.remotes, nodes) }, connection);
  return { type: 'planned', id, plan };
};

interface Planned {
  readonly gated: Gated;
  readonly uses: readonly TableUse[];
}

const planOf = async (
  question: PlanQuestion,
  { gated, uses }: Planned,
  connection: DuckDBConnection,
): Promise<RemotePlan> => {
  const root = asNode(asNode(gated.statement)['node']);
  // What is only looked at needs no rows.
  if (gated.kind === 'explain' || isDescribe(root)) {
    return { needs: uses.map(({ place }) => ({ place, columns: [], filters: [] })) };
  }
  const [only, second] = uses;
  const figures = only && !second && gated.kind === 'select' ? figuresOf(root, only, question) : undefined;
  if (only && figures) {
    return { needs: [figures.need], inPlace: await sqlOf(figures.statement.select, connection) };
  }
  return { needs: uses.map((use) => needOf(root, use, { question, gated })) };
};

const isDescribe = (root: Node): boolean => {
  const { type, show_type: show } = asNode(root['from_table']);
  return type === 'SHOW_REF' && show === 'DESCRIBE';
};

const figuresOf = (
  root: Node,
  use: TableUse,
  { params }: PlanQuestion,
): { readonly need: RemoteNeed; readonly statement: FigureStatement } | undefined => {
  const single = singleUseOf(root, use);
  const pushed = single && filtersOf(single, params);
  const statement = single && pushed?.isAll ? figureStatement(root, single) : undefined;
  if (!pushed || !statement) return undefined;
  const { groups, figures } = statement;
  const need = {
    place: use.place,
    columns: groups.map(({ name }) => name),
    filters: pushed.filters,
    aggregates: figures.map(({ aggregate }) => aggregate),
    types: [...groups, ...figures.map(({ aggregate: { as }, type }) => ({ name: as, type }))],
  };
  return { need, statement };
};

const needOf = (
  root: Node,
  use: TableUse,
  { question, gated }: { readonly question: PlanQuestion; readonly gated: Gated },
): RemoteNeed => {
  const columns = neededColumns(root, use);
  const single = singleUseOf(root, use);
  if (!single) return { place: use.place, columns, filters: [] };
  const limit = gated.kind === 'select' ? enoughRows(root, single, question.limit) : undefined;
  const { filters } = filtersOf(single, question.params);
  return { place: use.place, columns, filters, ...(limit !== undefined && { limit }) };
};

const sqlOf = async (select: Node, connection: DuckDBConnection): Promise<string> => {
  // Places in the text are numbers beyond what this language holds, and mean nothing any more.
  const tree = JSON.stringify({ error: false, statements: [{ node: select }] }, (key, value: unknown) =>
    key === 'query_location' ? 0 : value,
  );
  const reader = await connection.runAndReadAll('SELECT json_deserialize_sql($1::JSON)', [tree]);
  const sql = reader.value(0, 0);
  if (typeof sql !== 'string')
    throw new Refusal({ code: 'query_failed', message: 'The statement cannot be planned' });
  return sql;
};
