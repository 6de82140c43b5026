/** The first line of an error: the others show the statement, and with it what is in it. */
export const firstLine = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]?.slice(0, 500) ?? '';
