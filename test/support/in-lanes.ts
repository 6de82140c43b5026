/** The same function, at most this many calls at a time: thousands of connections at once are refused. */
export const inLanes = <A extends readonly unknown[], R>(ask: (...args: A) => Promise<R>, width = 100) => {
  const lanes = Array.from({ length: width }, (): Promise<unknown> => Promise.resolve());
  let calls = 0;
  return (...args: A): Promise<R> => {
    const lane = calls++ % width;
    const answer = (lanes[lane] ?? Promise.resolve()).then(() => ask(...args));
    lanes[lane] = answer.catch(() => undefined);
    return answer;
  };
};
