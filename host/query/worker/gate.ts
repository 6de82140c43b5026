import type { DuckDBConnection } from '@duckdb/node-api';
import { ownLimitOf } from './own-limit.ts';
import { notOneSelect, Refusal } from './refusal.ts';
import { isRepeatable } from './repeatable.ts';
import { checkTree, type UseTable } from './statement-tree.ts';

/** Longest statement, in bytes of UTF-8: parsing time and memory grow with it. */
const longest = 256 * 1024;
/** How many `;` are tried as the end of a statement. */
const mostEnds = 32;

/** A statement that passed: `sql` holds exactly one SELECT without a terminator. */
export interface Gated {
  readonly kind: 'select' | 'explain' | 'explain_analyze';
  readonly sql: string;
  /** Tables it names. */
  readonly tables: readonly string[];
  /** Rows it limits itself to, if it says so. */
  readonly ownLimit: number | undefined;
  /** True when the same data gives the same answer. */
  readonly isRepeatable: boolean;
  /** As DuckDB's parser has it. */
  readonly statement: unknown;
}

/** Lets one row-returning statement over known tables pass. DuckDB's own parser reads it; no text is matched. */
export const gate = async (
  sql: string,
  { connection, use }: { connection: DuckDBConnection; use: UseTable },
): Promise<Gated> => {
  if (Buffer.byteLength(sql) > longest) throw tooLong();
  if (sql.includes('\0')) throw notOneSelect();
  const explained = explain.exec(sql);
  const inner = explained?.[2] ?? sql;
  const tree = await treeOf(inner, connection);
  const tables = checkTree(tree.statement, use);
  const body = await withoutTerminator(inner, tree.text, connection);
  const { statement } = tree;
  const kind = kindOf(explained);
  const repeatable = kind === 'select' && isRepeatable(statement);
  return { kind, sql: body, tables, ownLimit: ownLimitOf(statement), isRepeatable: repeatable, statement };
};

// EXPLAIN is the one statement the parser cannot hand out as a tree. What follows the word is gated like any other
// statement, and only that is run: the worker puts its own EXPLAIN before it.
const explain = /^(?:\s|--[^\n]*\n|\/\*(?:(?!\*\/)[\s\S])*\*\/)*explain\b(?:\s+(analyze)\b)?([\s\S]*)$/i;

const kindOf = (explained: RegExpExecArray | null): Gated['kind'] => {
  if (!explained) return 'select';
  return explained[1] === undefined ? 'explain' : 'explain_analyze';
};

interface Tree {
  readonly text: string;
  readonly statement: unknown;
}

const treeOf = async (sql: string, connection: DuckDBConnection): Promise<Tree> => {
  const text = await serialised(sql, connection);
  if (beyondDouble.test(text))
    throw new Refusal({ code: 'query_failed', message: 'a number in it is larger than a DOUBLE can be' });
  // The shape is DuckDB's; whatever else it holds is walked as unknown.
  const { error, error_type, error_message, statements } = JSON.parse(text) as Serialised;
  if (error && error_type !== 'not implemented')
    throw new Refusal({ code: 'query_failed', message: `Parser Error: ${error_message}` });
  const [first, ...others] = statements ?? [];
  if (!first || others.length > 0 || (await countOf(sql, connection)) !== 1) throw notOneSelect(hintFor(sql));
  return { text, statement: first };
};

interface Serialised {
  readonly error: boolean;
  readonly error_type?: string;
  readonly error_message?: string;
  readonly statements?: readonly unknown[];
}

/** A statement as DuckDB's parser has it, or why it has none, as JSON. */
export const serialised = async (sql: string, connection: DuckDBConnection): Promise<string> => {
  const reader = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR', [sql]);
  return String(reader.value(0, 0));
};

// `1e400` is written as what no JSON holds. Quotes within texts are escaped, so this is never part of one.
const beyondDouble = /"value":-?(?:Infinity|NaN)/;

const countOf = async (sql: string, connection: DuckDBConnection): Promise<number> =>
  (await connection.extractStatements(sql)).count;

/** Only a hint: what is refused was decided by the parser. */
const hintFor = (sql: string): string | undefined =>
  /\bpivot/i.test(sql)
    ? "Name the values of the PIVOT: PIVOT t ON column IN ('a', 'b') USING sum(x)."
    : undefined;

/**
 * The statement as it can be put into parentheses. Whether a `;` ends it or sits in a string only the parser knows:
 * a cut is right when what is left parses to the same tree, and parses inside parentheses.
 */
const withoutTerminator = async (
  sql: string,
  tree: string,
  connection: DuckDBConnection,
): Promise<string> => {
  // At the very end a `;` can only be a terminator or part of a comment.
  const trimmed = sql.replace(/[;\s]+$/, '');
  if (!trimmed.includes(';')) return trimmed;
  let end = trimmed.length;
  for (let tries = 0; tries < mostEnds && end !== -1; tries += 1) {
    const body = trimmed.slice(0, end);
    const fits = (await serialised(body, connection)) === tree && (await isSubquery(body, connection));
    if (fits) return body;
    end = trimmed.lastIndexOf(';', end - 1);
  }
  throw notOneSelect('Leave out what follows the statement.');
};

const isSubquery = async (sql: string, connection: DuckDBConnection): Promise<boolean> =>
  // As above.
  !(JSON.parse(await serialised(`FROM (\n${sql}\n)`, connection)) as Serialised).error;

const tooLong = (): Refusal =>
  new Refusal({
    code: 'statement_too_long',
    message: `The statement is longer than ${longest} bytes`,
  });
