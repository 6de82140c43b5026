import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { peakMib } from './process-usage.ts';

const lookMs = 10;

/** What a program took. */
export interface Watched {
  readonly ms: number;
  /** The most resident memory that was seen, in MiB. */
  readonly peak: number;
}

/** Runs a program to its end, looking at its memory all the while; one that fails is an error. */
export const watched = async (
  program: readonly [command: string, ...args: readonly string[]],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Watched> => {
  const [command, ...args] = program;
  const since = performance.now();
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const exit = once(child, 'exit').then(([code]) => ({ code, ms: performance.now() - since }));
  const said = text(child.stderr);
  let ended: Awaited<typeof exit> | undefined;
  let peak = 0;
  exit.then(
    (end) => (ended = end),
    () => {},
  );
  while (!ended && child.exitCode === null) {
    const seen = await peakMib(child.pid ?? 0).catch(() => 0);
    // Of a process that has just ended there is nothing to read.
    if (seen > peak) peak = seen;
    await pause(lookMs);
  }
  const { code, ms } = await exit;
  if (code !== 0) throw new Error(`${command} ${args[0]} ended with ${code}: ${(await said).slice(-2_000)}`);
  return { ms, peak };
};
