/** What DuckDB's tree holds at a place; its fields are known by their names only. */
export type Node = Readonly<Record<string, unknown>>;

/** Writes an argument anew. */
export type Write = (node: unknown) => string;

/** Writes a call anew; nothing where these arguments are not covered. */
export type Call = (args: readonly unknown[], write: Write) => string | undefined;

/** How conditions are read and written for one kind of table. */
export interface Dialect {
  /** The condition as DuckDB's parser reads it. */
  readonly read: (text: string) => string;
  /** A column. */
  readonly name: (column: string) => string;
  /** A text. */
  readonly text: (value: string) => string;
  /** What a type is called, by DuckDB's node of it; nothing for one that nothing is cast to. */
  readonly type: (type: Node) => string | undefined;
  /** The word that casts, and gives no value where that is not possible. */
  readonly tryCast: string;
  /** Binary operators, by DuckDB's name for them. */
  readonly operators: Readonly<Record<string, string>>;
  /** Functions, by their name in lower case. */
  readonly calls: Readonly<Record<string, Call>>;
  /** Words that are a call without parentheses where no column is called so. */
  readonly constants: ReadonlySet<string>;
}

/** What the tree holds at a place. */
export const asNode = (value: unknown): Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : {};

/** A list in the tree. */
export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Names are told apart without the case of ASCII letters. */
export const folded = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

/** A call that is written as it is read. */
export const same =
  (name: string): Call =>
  (args, write) =>
    `${name}(${args.map(write).join(', ')})`;

const parts = new Set(
  'microsecond millisecond second minute hour day dayofweek dayofyear week isoweek month quarter year isoyear'.split(
    ' ',
  ),
);

/** The part of a date that an argument names, as a text or as a bare word. */
export const partOf = (argument: unknown): string | undefined => {
  const node = asNode(argument);
  const { value } = asNode(node['value']);
  const [word, second] = asList(node['column_names']);
  const name = node['class'] === 'CONSTANT' ? value : word;
  if (typeof name !== 'string' || second !== undefined) return undefined;
  return parts.has(folded(name)) ? folded(name) : undefined;
};
