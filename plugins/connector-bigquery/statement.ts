/** A value that is bound, never written into a statement; the words are those of the API. */
export interface Parameter {
  name: string;
  parameterType: { type: string; arrayType?: { type: string } };
  parameterValue: { value?: string; arrayValues?: { value: string }[] };
}

/** GoogleSQL with the values it needs. */
export interface Statement {
  readonly sql: string;
  readonly parameters?: readonly Parameter[];
  /** True: somebody wrote it, and may have written it wrong. */
  readonly isUserSql?: boolean;
}
