import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { codeOf } from '../files/durable-file.ts';
import type { Env, World } from '../world.ts';
import { dockerFailed, dockerMissing } from './errors.ts';

/** One call of docker. Arguments are a list and reach it as they are: no shell reads them. */
export interface DockerCall {
  readonly args: readonly string[];
  readonly cwd: string;
  /** Laid over the environment of this program. */
  readonly env?: Env;
  readonly input?: Readable;
  /** Takes what it prints; without one it is printed here. */
  readonly take?: (output: Readable) => Promise<unknown>;
}

/** Runs docker to its end and answers its exit code. */
export const dockerCode = async (
  world: World,
  { args, cwd, env, input, take }: DockerCall,
): Promise<number> => {
  const child = spawn('docker', args, {
    cwd,
    env: { ...world.env, ...env },
    stdio: [input ? 'pipe' : 'inherit', take ? 'pipe' : 'inherit', 'inherit'],
  });
  // Ctrl-C reaches it from the terminal; a request to end does not.
  const forward = () => Number(world.interrupted.reason) === 143 && child.kill('SIGTERM');
  world.interrupted.addEventListener('abort', forward);
  const ended = endOf(child);
  if (child.stdin && input) feed(input, child.stdin);
  const taken = child.stdout && take ? take(child.stdout) : undefined;
  const [code] = await Promise.all([ended, taken]);
  world.interrupted.removeEventListener('abort', forward);
  world.interrupted.throwIfAborted();
  return code;
};

/** The same, for calls that have to go well. */
export const docker = async (world: World, call: DockerCall): Promise<void> => {
  const code = await dockerCode(world, call);
  if (code !== 0) throw dockerFailed({ command: nameOf(call.args), docker_code: code });
};

/** What a call prints. */
export const dockerText = async (world: World, call: Omit<DockerCall, 'take'>): Promise<string> => {
  let output = '';
  const take = async (stream: Readable) => {
    output = await text(stream);
  };
  await docker(world, { ...call, take });
  return output;
};

/** The words before the first option. */
const nameOf = (args: readonly string[]): string => {
  const end = args.findIndex((arg) => arg.startsWith('-'));
  return args.slice(0, end === -1 ? args.length : end).join(' ');
};

const endOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(codeOf(cause) === 'ENOENT' ? dockerMissing({}, { cause }) : cause));
    child.once('close', (code) => resolve(code ?? 1));
  });

/** Whoever stops reading says why by its exit code. */
const feed = (input: Readable, into: NodeJS.WritableStream): void => {
  into.on('error', () => input.destroy());
  // What breaks off is no whole input, and whoever reads it finds that out.
  input.on('error', () => into.end());
  input.pipe(into);
};
