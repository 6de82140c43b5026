/** What the shape of a parsed statement is known to be, as far as it matters here. */
interface Statement {
  readonly node?: {
    readonly modifiers?: readonly {
      readonly type: string;
      readonly limit?: {
        readonly value?: { readonly type: { readonly id: string }; readonly value?: unknown };
      } | null;
    }[];
  };
}

/** The number of rows a statement itself limits its answer to, when it says so with a plain number. */
export const ownLimitOf = (statement: unknown): number | undefined => {
  // DuckDB's tree; every field is optional here.
  const { node } = statement as Statement;
  const constant = node?.modifiers?.find(({ type }) => type === 'LIMIT_MODIFIER')?.limit?.value;
  const isPlain = constant?.type.id === 'INTEGER' || constant?.type.id === 'BIGINT';
  return isPlain && typeof constant.value === 'number' ? constant.value : undefined;
};
