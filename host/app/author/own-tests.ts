import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { KitCheck } from './kit.ts';
import type { OpenPlugin } from './open-plugin.ts';

const resolver = fileURLToPath(new URL('../../kernel/resolve-sdk.ts', import.meta.url));
const longest = 2_000;
/** Shorter than the patience of the kit: what runs for ever is ended, not left behind. */
const patienceMs = 100_000;

/** The tests that the plugin brings: files that end in `.test.ts`, for the runner of Node. They see no environment. */
export const ownChecks = ({ folder, tree }: OpenPlugin, ms = patienceMs): readonly KitCheck[] => {
  const files = [...tree.files.keys()].filter((path) => path.endsWith('.test.ts')).sort();
  if (files.length === 0) return [];
  return [
    {
      level: 'own',
      title: `its own tests pass (${files.join(', ')})`,
      run: () => testFaults(folder, files, ms),
    },
  ];
};

const testFaults = async (
  folder: string,
  files: readonly string[],
  timeout: number,
): Promise<readonly string[]> => {
  const args = ['--import', resolver, '--test', ...files.map((path) => join(folder, path))];
  const begun = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: {},
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout,
  });
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  const told = linesOf(`${out}${errors}`, folder);
  if (performance.now() - begun >= timeout) return [`they take longer than ${timeout / 1000} s`, ...told];
  return child.exitCode === 0 ? [] : told;
};

/** What the runner says at its end, where it is about every failure once more; of stacks only what is the plugin's. */
const linesOf = (said: string, folder: string): readonly string[] =>
  said
    .split('\n')
    .filter((line) => line.trim() !== '' && (!/^\s+at /.test(line) || line.includes(folder)))
    .join('\n')
    .slice(-longest)
    .split('\n');
