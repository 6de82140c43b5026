import { defineError } from '@agnes/sdk/errors';

/** Whose fault it is that a hybrid query is not answered, in the words of the wire. */
export type HybridFault = 'row_limit' | 'memory_limit' | 'bq_error' | 'query_error' | 'timeout';

/** A hybrid query that is not answered; `part` is `Query`, or `BQ '<alias>'`. */
export const hybridRefused = defineError<{
  part: string;
  fault: HybridFault;
  reason: string;
  remedy: string;
}>({
  code: 'hybrid_refused',
  kind: 'bad_request',
  message: ({ part, fault, reason }) => `${part}: ${fault}: ${reason}`,
  hint: ({ remedy }) => remedy,
});
