import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Machine } from './run-agnes.ts';

const entry = fileURLToPath(new URL('../../cli/agnes.js', import.meta.url));

/** How a run on a terminal ended; a terminal does not tell stdout and stderr apart. */
interface Shown {
  readonly code: number | null;
  readonly screen: string;
}

interface Watched {
  readonly env?: Readonly<Record<string, string>>;
  readonly typed?: string;
  /** What is typed after each of these appears, one after the other. */
  readonly dialogue?: readonly (readonly [appears: string, typed: string])[];
  /** Told all that is on the screen, whenever something comes. */
  readonly onScreen?: (screen: string) => void;
}

/** Runs the program on a terminal of its own, where somebody types what is given. */
export const onTerminal = async (
  machine: Machine,
  args: readonly string[],
  { env = {}, typed = '', dialogue = [], onScreen = () => {} }: Watched = {},
): Promise<Shown> => {
  const command = [process.execPath, entry, ...args].map(quoted).join(' ');
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    env: { ...machine.env, TERM: 'dumb', ...env },
    cwd: machine.env['HOME'],
  });
  let screen = '';
  let read = 0;
  const left = [...dialogue];
  const converse = (): void => {
    for (;;) {
      const [next] = left;
      const at = next ? screen.indexOf(next[0], read) : -1;
      if (!next || at === -1) return;
      read = at + next[0].length;
      left.shift();
      child.stdin.write(next[1]);
    }
  };
  child.stdout.setEncoding('utf8').on('data', (shown: string) => {
    const wasAsked = question.test(screen);
    screen += shown;
    onScreen(screen);
    converse();
    // What is typed before anybody asks may reach a shell that is still starting, and is lost. Stdin is left open: a
    // terminal whose other end hangs up is Ctrl-D to whoever asks.
    if (!wasAsked && question.test(screen)) child.stdin.write(typed);
  });
  await once(child, 'close');
  return { code: child.exitCode, screen };
};

const question = /\[y\/N\]: /;

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
