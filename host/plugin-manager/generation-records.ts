import type { GenerationLock } from '../kernel/generation-lock.ts';
import type { GenerationRecord } from './generation-repository.ts';

/** Every generation and how it went, newest first: which one counts is what the files say, whatever was written down. */
export const recordsOf = (
  current: number,
  locks: readonly GenerationLock[],
  told: readonly GenerationRecord[],
): readonly GenerationRecord[] => {
  const found = new Map(told.map((record) => [record.lock.generation, record]));
  for (const lock of locks) {
    const { status = 'superseded', reason } = found.get(lock.generation) ?? {};
    const known = status === 'active' ? 'superseded' : status;
    const isCurrent = lock.generation === current;
    found.set(lock.generation, {
      lock,
      status: isCurrent ? 'active' : known,
      reason: isCurrent ? undefined : reason,
    });
  }
  return [...found.values()].sort((a, b) => b.lock.generation - a.lock.generation);
};

/** Every generation that was kept: those with a file, and those that ran once and whose file is gone by now. */
export const keptOf = (
  locks: readonly GenerationLock[],
  told: readonly GenerationRecord[],
): readonly GenerationLock[] => {
  const found = new Set(locks.map(({ generation }) => generation));
  const past = told.filter(({ status }) => status === 'active' || status === 'superseded');
  return [...locks, ...past.flatMap(({ lock }) => (found.has(lock.generation) ? [] : lock))];
};
