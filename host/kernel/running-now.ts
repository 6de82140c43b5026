/* Which plugins have the thread of this process, in memory that another thread can read while this one is busy. */

/** More than run inside one host; whoever comes later is not known here. */
const most = 512;
const heads = 2;

/** Who has the thread, by number, a count that stands still while it is held, then calls under way by number. */
export const runningCells = new Int32Array(new SharedArrayBuffer(4 * (heads + most)));

/** Places in the cells. */
export const places = { holder: 0, beats: 1, underWay: (number: number) => heads + number } as const;

// 0 is for nobody, and for whom there was no number left.
const numbers = new Map<string, number>();

/** The number of a version of a plugin; 0: there were too many. */
export const runningNumber = (name: string): number => {
  const known = numbers.get(name);
  if (known !== undefined) return known;
  const number = numbers.size + 1 < most ? numbers.size + 1 : 0;
  if (number > 0) numbers.set(name, number);
  return number;
};

/** Runs code of a plugin, known by its number for as long as it does not give the thread back. */
export const whileRunning = <T>(name: string, work: () => T): T => {
  const before = Atomics.exchange(runningCells, places.holder, runningNumber(name));
  try {
    return work();
  } finally {
    Atomics.store(runningCells, places.holder, before);
  }
};

/** Waits for a call of a plugin, which is known to be under way meanwhile. */
export const whileUnderWay = async <T>(name: string, call: () => Promise<T>): Promise<T> => {
  const place = places.underWay(runningNumber(name));
  Atomics.add(runningCells, place, 1);
  try {
    return await call();
  } finally {
    Atomics.sub(runningCells, place, 1);
  }
};

/** Says that this thread is not held. */
export const beat = (): void => {
  Atomics.add(runningCells, places.beats, 1);
};
