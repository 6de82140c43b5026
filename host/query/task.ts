import type { AnswerSource } from './answer-source.ts';
import type { AnswerEnd, AnswerHead, WorkerQuery } from './protocol.ts';
import type { QueryScope } from './scope.ts';

/** A statement for a worker, what it may see, where its bytes come out and what ends it. */
export interface Task {
  readonly query: WorkerQuery;
  readonly scope: QueryScope;
  readonly source: AnswerSource;
  /** Its reason is the error to answer with. */
  readonly stop: AbortSignal;
  /** Told how far it is, in percent, by a heavy worker. */
  readonly onProgress?: ((percent: number) => void) | undefined;
}

/** What a worker says of a statement it has taken. */
export interface Run {
  readonly head: Promise<AnswerHead>;
  /** The bytes are all there only once this has resolved. */
  readonly end: Promise<AnswerEnd>;
}
