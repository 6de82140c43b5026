import type { Terminal } from './terminal.ts';

/** What a program of the host gets. The environment comes in here and is read nowhere below. */
export interface Invocation {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
}
