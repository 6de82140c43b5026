import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fetchFailed } from '../errors.ts';
import { type GitSurroundings, gitEnvironment } from './git-environment.ts';

/** A running git whose answer is read as bytes while it comes: `simple-git` gives text, and all of it at once. */
export interface GitStream extends AsyncDisposable {
  readonly input: Writable;
  readonly output: Readable;
  /** Resolves when git ended well; rejects with what it said otherwise. */
  readonly ended: Promise<void>;
}

/** The calls that are streamed; each is about a repository of ours and goes nowhere. */
type Streamed = readonly ['ls-tree' | 'cat-file' | 'fast-import' | 'upload-pack', ...string[]];

/** What such a call is made with. */
interface StreamCall {
  readonly surroundings: GitSurroundings;
  readonly signal: AbortSignal;
  /** The version of the protocol that a client speaks. */
  readonly version?: string | undefined;
}

/** Whoever may read a repository reads it whole; it may belong to another user of this machine. */
const settings = ['safe.directory=*', 'uploadpack.allowFilter=false', 'fastimport.unpackLimit=1'];

/** Starts git in a bare repository. Disposing kills it, whatever it is doing. */
export const gitStream = (
  repository: string,
  args: Streamed,
  { surroundings, signal, version }: StreamCall,
): GitStream => {
  const given = settings.flatMap((setting) => ['-c', setting]);
  const child = spawn('git', ['--no-replace-objects', ...given, `--git-dir=${repository}`, ...args], {
    cwd: repository,
    env: { ...gitEnvironment(surroundings), ...(version !== undefined && { GIT_PROTOCOL: version }) },
    stdio: ['pipe', 'pipe', 'pipe'],
    signal,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(0, 2000);
  });
  // Whoever stops reading early hears of it by `ended`, not by a broken pipe.
  child.stdin.on('error', () => {});
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  ended.catch(() => {});
  child.once('error', (cause) => reject(failed('git does not run', cause)));
  child.once('close', (code) => (code === 0 ? resolve() : reject(failed(`git said: ${said.trim()}`))));
  return {
    input: child.stdin,
    output: child.stdout,
    ended,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      child.stdout.destroy();
      await ended.catch(() => {});
    },
  };
};

const failed = (reason: string, cause?: unknown) =>
  fetchFailed({ source: 'a repository kept here', reason }, { cause });
