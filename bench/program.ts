import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A Node program of ours that runs; disposing ends it and waits. */
export interface Program extends AsyncDisposable {
  readonly pid: number;
  /** The first match in a line of its output; a program that ends before is an error. */
  readonly announced: string;
}

/** Starts a program with nothing in its environment but `env`, and waits for a line that matches. */
export const startProgram = async (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  line: RegExp,
): Promise<Program> => {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors = `${errors}${chunk}`.slice(-2_000);
  });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => ended(child));
  for await (const text of createInterface({ input: child.stdout })) {
    const [, announced] = line.exec(text) ?? [];
    if (announced !== undefined) return running(child, announced, stack.move());
  }
  throw new Error(`${args.join(' ')} ended before it was ready:\n${errors}`);
};

const running = (child: ChildProcess, announced: string, stack: AsyncDisposableStack): Program => {
  // Nobody reads on; a full pipe would stop the program.
  child.stdout?.resume();
  return { pid: child.pid ?? 0, announced, [Symbol.asyncDispose]: () => stack.disposeAsync() };
};

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
};
