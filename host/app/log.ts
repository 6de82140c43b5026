/** Where the host writes what operators read: one JSON object a line. */
export type Log = (event: string, facts?: Readonly<Record<string, unknown>>) => void;

const longest = 4_000;

/** Control characters never reach the terminal, and no line is longer than a screenful. */
const safe = (_key: string, value: unknown): unknown => {
  if (value instanceof Error) return chainOf(value);
  return typeof value === 'string' ? value.slice(0, longest) : value;
};

const chainOf = (error: Error): object => ({
  name: error.name,
  message: error.message,
  stack: error.stack,
  ...(error.cause instanceof Error && { cause: { message: error.cause.message, stack: error.cause.stack } }),
});

/** A log over a line writer. */
export const jsonLog =
  (write: (line: string) => void, now: () => number): Log =>
  (event, facts = {}) => {
    write(JSON.stringify({ at: new Date(now()).toISOString(), event, ...facts }, safe));
  };
