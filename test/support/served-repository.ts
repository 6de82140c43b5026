import { join } from 'node:path';
import { addressGuard } from '@agnes/sdk/extract';
import type { ExecutionContext } from 'ava';
import { type FetchedPackage, fetchPackage } from '../../marketplace/fetch/fetch-package.ts';
import { GitRepository } from './git-repository.ts';
import { type GitServing, gitServer } from './git-server.ts';
import { tempFolder } from './temp-folder.ts';

/** Of all hosts only those of the test; a name leads there, too. */
export const testReach = {
  guard: addressGuard(['127.0.0.1', 'git.example']),
  resolve: async () => ['127.0.0.1'],
};
const { signal } = new AbortController();
const limits = { files: 50, bytes: 100_000, fileBytes: 10_000 };

/** A served repository, a mirror of it and a way to take its commits. */
export const servedRepository = async (t: ExecutionContext, serving?: GitServing) => {
  const folder = await tempFolder(t);
  const repository = await GitRepository.in(join(folder, 'served'), 'r.git');
  const server = await gitServer(join(folder, 'served'), serving);
  t.teardown(() => server[Symbol.asyncDispose]());
  const url = `${server.url}/r.git`;
  let calls = 0;
  const take = async (commit: string, more: object = {}): Promise<FetchedPackage> => {
    const into = join(folder, `into-${calls++}`);
    return fetchPackage(
      { type: 'git', url, commit, ...more },
      { into, mirror: join(folder, 'mirror'), reach: testReach, signal, limits },
    );
  };
  return { folder, repository, server, url, take };
};
