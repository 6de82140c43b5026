import type { GenerationLock } from '../kernel/generation-lock.ts';
import type { GenerationRecord } from './generation-repository.ts';

/** Every generation and how it went, newest first: which one counts is what the files say, whatever was written down. */
export const recordsOf = (
  current: number,
  locks: readonly GenerationLock[],
  told: readonly GenerationRecord[],
): readonly GenerationRecord[] => {
  const found = new Map(told.map((record) => [record.lock.generation, withoutFile(record)]));
  const known = new Map(told.map((record) => [record.lock.generation, record]));
  for (const lock of locks) {
    const record = known.get(lock.generation) ?? unknownOf(lock, current);
    const status = record.status === 'active' ? 'superseded' : record.status;
    const { generation } = lock;
    found.set(generation, { lock, status, reason: record.reason });
    if (generation === current) found.set(generation, { lock, status: 'active', reason: undefined });
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

/** What was written down of one whose file is gone or broken: it cannot run. */
const withoutFile = (record: GenerationRecord): GenerationRecord => {
  if (record.status === 'active')
    return { ...record, status: 'failed', reason: 'Its file is gone or broken: another generation is used.' };
  return record.status === 'superseded' ? { ...record, reason: cleanedAway } : record;
};

const cleanedAway = 'Its file was cleaned away or is broken: nobody goes back to it.';

/** One that nobody wrote down: what came after the current one was never put in place. */
const unknownOf = (lock: GenerationLock, current: number): GenerationRecord =>
  lock.generation > current && lock.parent !== null
    ? { lock, status: 'failed', reason: 'The host ended before it was put in place.' }
    : { lock, status: 'superseded', reason: undefined };
