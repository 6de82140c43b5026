/** GoogleSQL as DuckDB understands it: the subset that tables are asked with. */
export const duckDbSql = (googleSql: string): string => {
  const said = googleSql.replace(lexeme, (word) => {
    const inner = word.slice(1, -1);
    if (word.startsWith('`')) return quoted(inner);
    return word.startsWith('@') ? `$${word.slice(1)}` : literal(inner);
  });
  return replacements.reduce((sql, [from, to]) => sql.replace(from, to), said);
};

const lexeme = /`(?:[^`\\]|\\.)*`|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|@\w+/g;

/** A path may stand between one pair of backticks. */
const quoted = (name: string): string =>
  unescaped(name)
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');

const literal = (text: string): string => `'${unescaped(text).replaceAll("'", "''")}'`;

const unescaped = (text: string): string => text.replace(/\\(.)/g, '$1');

const replacements: readonly (readonly [RegExp, string])[] = [
  [/\bIS_NAN\(/g, 'isnan('],
  [/\bST_ASTEXT\(/g, '('],
  [/\bTO_JSON_STRING\(/g, 'to_json('],
  [/\bAS STRING\)/g, 'AS VARCHAR)'],
  [/\bAS DATETIME\)/g, 'AS TIMESTAMP)'],
  [/\bREGEXP_CONTAINS\(/g, 'regexp_matches('],
  // There a backslash escapes in every pattern; here one has to say so.
  [/\bLIKE (\$\w+)/g, "LIKE $1 ESCAPE '\\'"],
];
