import type { WorkerFailure } from '../protocol.ts';

/** A statement the worker refuses before DuckDB runs it. */
export class Refusal extends Error {
  readonly failure: WorkerFailure;

  constructor(failure: WorkerFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Refuses what is not one row-returning statement; the hint says what to write instead. */
export const notOneSelect = (hint?: string): Refusal =>
  new Refusal({
    code: 'not_a_select',
    message: 'Only single SELECT queries are allowed',
    ...(hint !== undefined && { hint }),
  });
