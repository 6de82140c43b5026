/** A short page for the terminal. */
export interface Topic {
  readonly summary: string;
  readonly lines: readonly string[];
}
