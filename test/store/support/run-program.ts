import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** How a program of this folder ended and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program of `test/store/programs`, what it gets, and what its environment has beside that of the test. */
export interface Program {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a program in a process of its own. */
export const startProgram = ({ name, args, env }: Program) =>
  spawn(process.execPath, [programPath(name), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });

/** Where a program is. */
export const programPath = (name: string): string =>
  fileURLToPath(new URL(`../programs/${name}.ts`, import.meta.url));

/** Runs a program to its end, whichever that is. */
export const runProgram = (program: Program): Promise<Ended> => endOf(startProgram(program));

/** Waits for a process and gathers what it says. */
export const endOf = async (child: ReturnType<typeof startProgram>): Promise<Ended> => {
  const [[code, signal], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, signal, stdout, stderr };
};

/** Kills a process the hard way once it has printed so many lines, and returns those it had printed. */
export const killAfterLines = async (
  child: ReturnType<typeof startProgram>,
  count: number,
): Promise<readonly string[]> => {
  const lines: string[] = [];
  // Its output ends a moment before the process is gone.
  const gone = once(child, 'exit');
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (lines.length === count) child.kill('SIGKILL');
  }
  await gone;
  return lines;
};
