/** What a model said, whichever provider it was. */
export interface Reply {
  readonly text: string;
  /** `cut`: it ran out of tokens. `refused`: it would not answer. */
  readonly end: 'whole' | 'cut' | 'refused';
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** The value at a path of keys and positions; nothing where there is none. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Readonly<Record<string | number, unknown>>)[key]
        : undefined,
    value,
  );

/** A number of tokens; 0 where none is told. */
export const tokensAt = (value: unknown, ...path: readonly string[]): number => {
  const tokens = at(value, ...path);
  return typeof tokens === 'number' && tokens > 0 ? Math.ceil(tokens) : 0;
};
