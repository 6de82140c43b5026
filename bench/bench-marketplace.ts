import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Committed, GitRepository } from '../test/support/git-repository.ts';
import { gitServer } from '../test/support/git-server.ts';
import { type BenchHost, startBenchHost } from './bench-host.ts';
import { type Measured, summaryOf } from './measured.ts';

const run = promisify(execFile);
const filesEach = 5;

/** A host and a repository of plugins that it may register. */
export interface MarketplaceBench extends AsyncDisposable {
  readonly host: BenchHost;
  /** Folder of the data of the host. */
  readonly data: string;
  /** Registers the repository and syncs it. */
  readonly register: () => Promise<void>;
  /** Gives all plugins to the administrator, by a group: what they may is not what they are given. */
  readonly grant: () => Promise<void>;
  /** Clones what the administrator is served, into a folder of its own each time. */
  readonly clone: () => Promise<void>;
}

/** Starts a host beside a git server with a marketplace of so many plugins. */
export const startMarketplaceBench = async (folder: string, plugins: number): Promise<MarketplaceBench> => {
  const folders = { config: join(folder, 'instance.yaml'), data: join(folder, 'data') };
  const repositories = join(folder, 'repositories');
  await mkdir(repositories, { recursive: true });
  // JSON is YAML, too.
  await writeFile(folders.config, JSON.stringify(config));
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await gitServer(repositories));
  const names = Array.from({ length: plugins }, (_, index) => `plugin-${index}`);
  await (await GitRepository.in(repositories, 'r.git')).commit(catalog(names));
  const host = stack.use(await startBenchHost(folders));
  const opened = stack.move();
  return {
    host,
    data: folders.data,
    register: () => registered(host, `${server.url}/r.git`),
    grant: () => granted(host, names),
    clone: cloner(host, join(folder, 'clones')),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
};

const config = {
  instance: { name: 'Bench' },
  auth: { allowed_domain: '' },
  egress: { private: ['127.0.0.1'] },
  server: { host: '127.0.0.1', hostname: '127.0.0.1', port: 0 },
};

const catalog = (names: readonly string[]): readonly Committed[] => [
  {
    path: '.claude-plugin/marketplace.json',
    content: JSON.stringify({
      name: 'bench',
      owner: { name: 'Bench' },
      plugins: names.map((name) => ({ name, source: `./${name}`, description: `Does ${name}.` })),
    }),
  },
  ...names.flatMap((name) => [
    { path: `${name}/.claude-plugin/plugin.json`, content: JSON.stringify({ name, version: '1.0.0' }) },
    ...Array.from({ length: filesEach }, (_, index) => ({
      path: `${name}/skills/s${index}/SKILL.md`,
      content: `---\nname: s${index}\ndescription: Of ${name}.\n---\n${`${name} ${index}\n`.repeat(200)}`,
    })),
  ]),
];

const registered = async (host: BenchHost, url: string): Promise<void> => {
  await host.ask('POST', '/api/marketplaces', { name: 'Bench', slug: 'bench', url, review_mode: 'auto' });
  await host.ask('POST', '/api/marketplaces/bench/sync');
};

const granted = async (host: BenchHost, names: readonly string[]): Promise<void> => {
  // The shapes are those of the host, as in `docs/http-api.md`.
  const { id } = (await host.ask('POST', '/api/admin/groups', { name: 'Bench' })) as { readonly id: string };
  await host.ask('POST', `/api/admin/groups/${id}/members`, { email: 'bench@example.com' });
  for (const name of names) {
    const grant = { group_id: id, resource_type: 'marketplace_plugin', resource_id: `bench/${name}` };
    await host.ask('POST', '/api/admin/grants', grant);
  }
};

const cloner = ({ url, token }: BenchHost, folder: string) => {
  let count = 0;
  const helper = `credential.helper=!f() { echo username=any; echo password=${token}; }; f`;
  return async (): Promise<void> => {
    count += 1;
    await plainGit(folder, ['-c', helper, 'clone', '--quiet', `${url}/marketplace.git`, String(count)]);
  };
};

/** Runs git in a folder, with nothing configured. */
export const plainGit = async (folder: string, args: readonly string[]): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const env = { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };
  await run('git', args, { env, cwd: folder });
};

/** What 95 of 100 stay below. */
export const slowOf = (taken: readonly number[]): number =>
  taken.toSorted((a, b) => a - b)[Math.floor(taken.length * 0.95)] ?? Number.NaN;

/** A line that is judged by what 95 of 100 stay below. */
export const slowLine = (name: string, taken: readonly number[], most: number): Measured => {
  const slow = slowOf(taken);
  const target = { text: `p95 < ${most} ms`, met: slow < most };
  return { name, unit: 'ms', agnes: summaryOf(taken), target, note: `p95 ${slow.toFixed(1)} ms` };
};
