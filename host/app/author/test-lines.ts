import type { KitResult } from './kit.ts';

const marks = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' } as const;

/** A result for people: one line, and what breaks the rule below it. */
export const linesOf = ({ level, check, status, faults = [], reason }: KitResult): readonly string[] => [
  `${marks[status]}  ${level.padEnd(3)}  ${check}${reason === undefined ? '' : ` (${reason})`}`,
  ...faults.map((fault) => `             ${fault}`),
];
