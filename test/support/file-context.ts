import test, { type ExecutionContext } from 'ava';

/** For helpers: a context whose teardowns run when all tests of the file have ended. */
export const fileContext = (): ExecutionContext => {
  const opened = new AsyncDisposableStack();
  test.after.always(() => opened.disposeAsync());
  // AVA gives hooks no teardown; the helpers of tests use nothing else of the context.
  return { teardown: (end: () => void) => opened.defer(end) } as ExecutionContext;
};
