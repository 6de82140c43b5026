import { parseExact } from '../../lake/profile/exact-json.ts';
import { rejected } from '../errors.ts';
import { type About, conditionOf } from './condition.ts';
import { asList, asNode, type Node } from './dialect.ts';

/** Gives DuckDB's tree of a statement as text, or of why there is none. */
export type Parse = (sql: string) => Promise<string>;

/** The condition of a scan, read by DuckDB's parser, held against what is allowed, and written anew. */
export const parsedWhere = async (text: string, about: About, parse: Parse): Promise<string> => {
  if (text.includes('\0')) throw rejected('parse_error', 'it holds a character that no statement may hold');
  const readable = about.dialect.read(text);
  const parsed = await treeOf(framed(readable), parse);
  if (parsed.fault !== undefined) throw await faultOf(readable, parsed.fault, parse);
  const [statement, second] = parsed.statements;
  if (second !== undefined) throw severalStatements();
  return conditionOf(whereIn(asNode(asNode(statement)['node'])), about);
};

/** On lines of its own: the condition may end in a comment. */
const framed = (text: string): string => `SELECT 1 FROM t WHERE (\n${text}\n)`;

interface Parsed {
  readonly statements: readonly unknown[];
  readonly fault?: string;
  /** True when all that was wrong is that something is no SELECT. */
  readonly isOther?: boolean;
}

const treeOf = async (sql: string, parse: Parse): Promise<Parsed> => {
  const { error, error_message: message, statements } = asNode(treeIn(await parse(sql)));
  if (error !== true) return { statements: asList(statements) };
  return { statements: [], fault: String(message), isOther: /^Only SELECT statements/.test(String(message)) };
};

/** A number that is none is written as one there. */
const treeIn = (text: string): unknown => {
  try {
    return parseExact(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw rejected('parse_error', 'a number in it is out of range');
    throw cause;
  }
};

/** What else the text would be, where it is no condition. */
const faultOf = async (text: string, fault: string, parse: Parse): Promise<Error> => {
  const alone = await treeOf(text, parse);
  const behind = await treeOf(`SELECT 1 FROM t WHERE ${text}`, parse);
  if (alone.statements.length > 1 || behind.statements.length > 1) return severalStatements();
  if (alone.isOther) return rejected('ddl_or_dml', 'it is a statement that is no SELECT');
  const outOfFrame = (await treeOf(framed(text), parse)).isOther;
  if (behind.isOther || outOfFrame) return severalStatements();
  if (alone.statements.length === 1) return rejected('nested_select', 'it is a SELECT of its own');
  return rejected('parse_error', firstLine(fault));
};

const firstLine = (fault: string): string => fault.split('\n', 1)[0] ?? '';

const severalStatements = (): Error => rejected('multi_statement', 'it is more than one statement');

/** The condition, when nothing but the condition was written into the frame. */
const whereIn = (select: Node): unknown => {
  if (select['type'] !== 'SELECT_NODE') throw rejected('nested_select', 'it holds a SELECT of its own');
  const { modifiers, cte_map: ctes, group_expressions: groups, group_sets: sets } = select;
  const lists = [modifiers, asNode(ctes)['map'], groups, sets];
  const isBare =
    lists.every((list) => asList(list).length === 0) &&
    !select['having'] &&
    !select['qualify'] &&
    !select['sample'] &&
    select['aggregate_handling'] === 'STANDARD_HANDLING' &&
    asNode(select['from_table'])['type'] === 'BASE_TABLE';
  if (!isBare || !select['where_clause']) throw rejected('parse_error', 'it is not one condition');
  return select['where_clause'];
};
