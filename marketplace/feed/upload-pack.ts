import type { Readable } from 'node:stream';
import type { GitSurroundings } from '../mirror/git-environment.ts';
import { type GitStream, gitStream } from '../mirror/git-stream.ts';

/** What a client of git asks of a repository that is served. */
export interface UploadCall {
  readonly surroundings: GitSurroundings;
  /** The value of its header `Git-Protocol`. */
  readonly protocol: string | undefined;
  readonly signal: AbortSignal;
}

/** What git answers, while it comes. */
export interface UploadAnswer extends AsyncDisposable {
  readonly output: Readable;
  /** Resolves when git ended well. */
  readonly ended: Promise<void>;
}

/** The refs of a repository and what the server can do, as the smart protocol wants it. */
export const advertise = (repository: string, call: UploadCall): UploadAnswer => {
  const git = started(repository, ['--http-backend-info-refs'], call);
  git.input.end();
  return git;
};

/** Answers one request of a fetch. `request` is its body, unpacked. */
export const uploadPack = (repository: string, request: Uint8Array, call: UploadCall): UploadAnswer => {
  const git = started(repository, [], call);
  git.input.end(request);
  return git;
};

/** Whether a value of `Git-Protocol` asks for version 2, whose answers begin without the name of the service. */
export const isSecondVersion = (protocol: string | undefined): boolean =>
  protocol?.split(':').includes('version=2') ?? false;

const started = (repository: string, more: readonly string[], call: UploadCall): GitStream => {
  const { surroundings, protocol, signal } = call;
  const settings = ['--stateless-rpc', '--strict', '--timeout=60', ...more];
  // Only the versions there are: the value goes into an environment.
  const version = isSecondVersion(protocol) ? 'version=2' : undefined;
  return gitStream(repository, ['upload-pack', ...settings, repository], { surroundings, signal, version });
};
