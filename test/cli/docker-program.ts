import { appendFile, chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { type Machine, newMachine } from './run-agnes.ts';

/** One call of docker as it arrived. */
export interface DockerCalled {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly input: string;
}

/** What docker says to calls with these words, joined with spaces; code 0 and nothing when absent. A list: one after the other. */
export type DockerAnswers = Readonly<
  Record<string, { readonly stdout?: string | readonly string[]; readonly code?: number }>
>;

const source = `
import { appendFileSync, readFileSync } from 'node:fs';
const args = process.argv.slice(2);
const { answers, log } = JSON.parse(readFileSync(new URL('answers.json', import.meta.url), 'utf8'));
const before = readFileSync(log, 'utf8').split('\\n').filter((line) => line.includes(JSON.stringify(args))).length;
const input = args.includes('state-import') ? readFileSync(0, 'utf8') : '';
const { AGNES_TAG = '', PORT = '', JWT_SECRET_KEY = 'unset' } = process.env;
appendFileSync(log, JSON.stringify({ args, cwd: process.cwd(), env: { AGNES_TAG, PORT, JWT_SECRET_KEY }, input }) + '\\n');
const [, { stdout = '', code = 0 }] = Object.entries(answers).find(([words]) => args.join(' ').includes(words)) ?? ['', {}];
process.stdout.write(Array.isArray(stdout) ? (stdout[before] ?? stdout.at(-1)) : stdout);
process.exitCode = code;
`;

/** A machine with a folder of containers, and a real program named docker that writes down how it is called. */
export const dockerMachine = async (t: ExecutionContext, answers: DockerAnswers) => {
  const machine: Machine = await newMachine(t, 'http://127.0.0.1:9');
  const bin = join(machine.config, 'bin');
  const log = join(bin, 'log');
  await mkdir(bin, { recursive: true });
  await mkdir(machine.workspace, { recursive: true });
  await writeFile(join(bin, 'docker.mjs'), source);
  await writeFile(join(bin, 'answers.json'), JSON.stringify({ answers, log }));
  await writeFile(join(bin, 'docker'), `#!/bin/sh\nexec '${process.execPath}' '${bin}/docker.mjs' "$@"\n`);
  await chmod(join(bin, 'docker'), 0o755);
  await writeFile(machine.path('compose.yaml'), 'services: {}\n');
  await appendFile(log, '');
  machine.env['PATH'] = `${bin}:${machine.env['PATH']}`;
  const agnes = (args: readonly string[]) => machine.run(args, { cwd: machine.workspace });
  const called = async (): Promise<readonly DockerCalled[]> => {
    const lines = (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line));
  };
  return { machine, agnes, called };
};
