import type { WorkerFailure } from '../protocol.ts';
import { Refusal } from './refusal.ts';

/** Where a statement failed: `bind` has the user's own text in its message, `run` also what was wrapped around it. */
export type FailureStage = 'bind' | 'run';

/** What went wrong, told without paths and without what the worker wrapped around the statement. */
export const failureOf = (
  error: unknown,
  { stage, scrub }: { stage: FailureStage; scrub: (message: string) => string },
): WorkerFailure => {
  if (error instanceof Refusal) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  if (/^INTERRUPT Error/.test(message)) return { code: 'interrupted', message: 'interrupted' };
  if (isMemory(message)) return { code: 'memory_limit', message: 'out of memory' };
  if (isFatal(message))
    return { code: 'query_failed', message: 'the engine failed inside; try it another way' };
  if (message === noSuchName)
    return { code: 'query_failed', message: 'a value is given for a parameter that is not in it' };
  return { code: 'query_failed', message: scrub(stage === 'run' ? withoutPlace(message) : message).trim() };
};

/** DuckDB calls its instance unusable after these; their messages hold stack traces. */
export const isFatal = (message: string): boolean => /^(?:INTERNAL|FATAL) Error/.test(message);

/** What DuckDB's client says of a value by name that the statement has no place for. */
const noSuchName = 'Failed to retrieve bind parameter index';

const isMemory = (message: string): boolean =>
  /^Out of Memory Error|bad_alloc|could not allocate|failed to allocate|Allocation failure/i.test(message);

/** The excerpt shows the line of the wrapped statement. */
const withoutPlace = (message: string): string => message.replace(/\n+LINE \d+:[\s\S]*$/, '');
