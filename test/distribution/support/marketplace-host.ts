import type { ExecutionContext } from 'ava';
import { GitRepository } from '../../support/git-repository.ts';
import { type GitServer, type GitServing, gitServer } from '../../support/git-server.ts';
import type { HostClient } from '../../support/host-client.ts';
import { type StartedHost, startHost } from '../../support/start-host.ts';
import { tempFolder } from '../../support/temp-folder.ts';

/** A host that may reach the git server beside it, and its administrator. */
export interface MarketplaceHost {
  readonly host: StartedHost;
  readonly admin: HostClient;
  readonly git: GitServer;
  /** Makes a served repository and answers it with its address. */
  repository(name: string): Promise<{ readonly repository: GitRepository; readonly url: string }>;
}

/** Starts both; they end with the file. */
export const marketplaceHost = async (
  t: ExecutionContext,
  {
    serving,
    config = {},
    env = {},
  }: {
    serving?: GitServing;
    config?: Readonly<Record<string, unknown>>;
    env?: Readonly<Record<string, string>>;
  } = {},
): Promise<MarketplaceHost> => {
  const folder = await tempFolder(t);
  const git = await gitServer(folder, serving);
  t.teardown(() => git[Symbol.asyncDispose]());
  const host = await startHost(t, { config: { egress: { private: ['127.0.0.1'] }, ...config }, env });
  return {
    host,
    git,
    admin: await host.asAdmin(),
    repository: async (name) => ({
      repository: await GitRepository.in(folder, `${name}.git`),
      url: `${git.url}/${name}.git`,
    }),
  };
};
