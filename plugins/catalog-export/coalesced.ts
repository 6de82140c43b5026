/** Runs the work once at a time: calls that come meanwhile return at once, and together lead to one more run. */
export const coalesced = (work: () => Promise<void>): (() => Promise<void>) => {
  let isRunning = false;
  let isWanted = false;
  return async () => {
    isWanted = true;
    if (isRunning) return;
    isRunning = true;
    try {
      while (isWanted) {
        isWanted = false;
        await work();
      }
    } finally {
      isRunning = false;
    }
  };
};
