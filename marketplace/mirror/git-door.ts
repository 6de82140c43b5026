import { type SimpleGit, simpleGit } from 'simple-git';
import { type GitSurroundings, gitEnvironment, gitSettings, ownNames } from './git-environment.ts';

export type { SimpleGit };

/** One call of git that may go out to another host. */
export interface GitCall {
  readonly surroundings: GitSurroundings;
  readonly signal: AbortSignal;
  /** Milliseconds that git may be silent. */
  readonly silenceMs: number;
  /** The host that is asked, where it was found and checked. */
  readonly reached?: { readonly url: URL; readonly addresses: readonly string[] };
}

/** Git in a bare repository, hardened: what is let through of simple-git's guards are constants of ours. */
export const gitIn = (repository: string, { surroundings, signal, silenceMs, reached }: GitCall): SimpleGit =>
  simpleGit({
    baseDir: repository,
    maxConcurrentProcesses: 2,
    timeout: { block: silenceMs },
    abort: signal,
    trimmed: true,
    allowEnvironment: [...ownNames],
    config: gitSettings(surroundings, reached),
    unsafe: { allowUnsafeAskPass: true, allowUnsafeHooksPath: true },
  }).env(gitEnvironment(surroundings));
