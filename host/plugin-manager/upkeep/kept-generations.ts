import type { GenerationLock } from '../../kernel/generation-lock.ts';

/** What generations are kept by. */
export interface Keeping {
  readonly current: number;
  /** Those that something else goes back to. */
  readonly named: readonly number[];
  /** When the oldest job that runs has started, in ms; absent: none runs. */
  readonly since?: number | undefined;
}

/** How many of the newest ones are always kept. */
const most = 5;

/** Generations one may go back to, and those whose code may be at work: the files of all others may go. */
export const keptGenerations = (
  locks: readonly GenerationLock[],
  { current, named, since }: Keeping,
): ReadonlySet<number> => {
  const newest = locks.toSorted((a, b) => b.generation - a.generation);
  const parent = newest.find(({ generation }) => generation === current)?.parent ?? current;
  // What runs began with the newest there was then, or with a later one.
  const begun = newest.findIndex(({ createdAt }) => since !== undefined && Date.parse(createdAt) < since);
  const running = since === undefined ? [] : newest.slice(0, begun < 0 ? newest.length : begun + 1);
  const kept = [...newest.slice(0, most), ...running].map(({ generation }) => generation);
  return new Set([...kept, current, parent, ...named]);
};
