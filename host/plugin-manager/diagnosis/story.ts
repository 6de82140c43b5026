import type { GenerationLock, LockEntry } from '../../kernel/generation-lock.ts';
import { utc } from '../../kernel/utc.ts';
import type { GenerationRecord } from '../generation-repository.ts';

/** Something that is so, and what says it. */
export interface Fact {
  readonly fact: string;
  /** Such as `generation 42`, `store` or `manifest`. */
  readonly source: string;
}

/** The current generation and those it came from, newest first. */
export const lineOf = (current: number, records: readonly GenerationRecord[]): readonly GenerationLock[] => {
  const locks = new Map(records.map(({ lock }) => [lock.generation, lock]));
  const line: GenerationLock[] = [];
  for (let at: number | null = current; at !== null && line.length <= locks.size; ) {
    const lock = locks.get(at);
    if (!lock) break;
    line.push(lock);
    at = lock.parent;
  }
  return line;
};

/** The generation since which a plugin is in one respect as it is now; nothing when the newest is otherwise. */
export const sinceWhen = (
  line: readonly GenerationLock[],
  id: string,
  isSo: (entry: LockEntry) => boolean,
): GenerationLock | undefined => {
  const end = line.findIndex(({ plugins }) => !plugins.some((entry) => entry.id === id && isSo(entry)));
  return line[(end === -1 ? line.length : end) - 1];
};

/** Who made a generation, when and why. */
export const madeBy = ({ createdAt, reason }: GenerationLock, who: string): string =>
  `${who}, at ${utc(Date.parse(createdAt))} (${reason})`;

/** How facts name a generation. */
export const sourceOf = ({ generation }: Pick<GenerationLock, 'generation'>): string =>
  `generation ${generation}`;
