import type { PlatformError } from '@agnes/sdk';
import type { ChildExit } from './child-process.ts';
import { connectorCrashed, outOfMemory } from './connector-run-errors.ts';

/** A child that ended without its last word. */
export interface Crash {
  readonly plugin: string;
  readonly memoryMb: number;
  readonly exit: ChildExit;
}

/** Why a child ended by itself: V8 aborts with a text of its own when the heap or the system has no more memory. */
export const crashOf = ({ plugin, memoryMb, exit }: Crash): PlatformError => {
  const { code, signal, stderrTail } = exit;
  if (/out of memory|allocation failed/i.test(stderrTail)) return outOfMemory({ plugin, limitMb: memoryMb });
  const how = signal === undefined ? `exit code ${code}` : `signal ${signal}`;
  return connectorCrashed({ plugin, how, last: errorLine(stderrTail) });
};

/** The line of a stack trace that says what happened. */
const errorLine = (text: string): string => {
  const lines = text.split('\n').map((line) => line.trim());
  return (lines.find((line) => /^\w*Error\b/.test(line)) ?? '').slice(0, 500);
};
