import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { type Committed, GitRepository } from '../../support/git-repository.ts';
import { type GitServer, type GitServing, gitServer } from '../../support/git-server.ts';
import type { HostClient } from '../../support/host-client.ts';
import { marketplaceOf } from '../../support/marketplace-repository.ts';
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

/** The files of a marketplace with these plugins, each a skill and whatever else it is given. */
export const catalogOf = (
  plugins: Readonly<Record<string, { readonly version?: string; readonly files?: readonly Committed[] }>>,
  more: object = {},
): readonly Committed[] => [
  marketplaceOf(
    Object.keys(plugins).map((name) => ({ name, source: `./${name}`, description: `About ${name}.` })),
    more,
  ),
  ...Object.entries(plugins).flatMap(([name, { version = '1.0.0', files = [] }]) => [
    { path: `${name}/.claude-plugin/plugin.json`, content: JSON.stringify({ name, version }) },
    skill(name, 'Do it.'),
    ...files.map((file) => ({ ...file, path: join(name, file.path) })),
  ]),
];

/** A skill with this text. */
export const skill = (name: string, text: string): Committed => ({
  path: `${name}/skills/${name}/SKILL.md`,
  content: `---\nname: ${name}\ndescription: What ${name} does.\n---\n${text}\n`,
});
