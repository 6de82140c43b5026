import type { AnswerEnd, AnswerHead, FromWorker } from './protocol.ts';
import type { Task } from './task.ts';

/** A statement that a worker answers now. */
export interface Running extends Task {
  readonly head: PromiseWithResolvers<AnswerHead>;
  readonly end: PromiseWithResolvers<AnswerEnd>;
}

/** Hands over an answer that came in one message. */
export const answerAtOnce = (
  message: Extract<FromWorker, { type: 'answered' }>,
  { head, source, end }: Running,
): void => {
  head.resolve(message);
  source.take(message.text);
  end.resolve(message);
};

/** Waits for the end of a run, whichever way; answers with the error, if any. */
export const settled = ({ end }: Pick<Running, 'end'>): Promise<Error | undefined> =>
  end.promise.then(
    () => undefined,
    (error: Error) => error,
  );
