import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Agent, request } from 'undici';
import { type Committed, GitRepository } from '../../test/support/git-repository.ts';
import { gitServer } from '../../test/support/git-server.ts';
import type { Case } from '../bench.ts';
import { type BenchHost, startBenchHost } from '../bench-host.ts';
import { type Measured, summaryOf, timed } from '../measured.ts';

const run = promisify(execFile);
const plugins = 100;
const filesEach = 5;
const clients = 20;

/** The feed of 100 plugins over HTTP: not changed, as an archive, and cloned, by one and by twenty at once. */
export const feed: Case = {
  name: 'feed',
  run: async ({ folder, rounds }) => {
    const folders = { config: join(folder, 'feed.yaml'), data: join(folder, 'feed') };
    const repositories = join(folder, 'feed-repositories');
    await mkdir(repositories);
    // JSON is YAML, too.
    await writeFile(folders.config, JSON.stringify(config));
    await using server = await gitServer(repositories);
    const repository = await GitRepository.in(repositories, 'r.git');
    await repository.commit(catalog());
    await using host = await startBenchHost(folders);
    const sync = await timed(() => registered(host, `${server.url}/r.git`));
    await granted(host);
    await using stack = new AsyncDisposableStack();
    const agent = new Agent();
    stack.defer(() => agent.close());
    const archives = join(folders.data, 'marketplaces', 'archives');
    const zip = zipper(host, agent);
    const cold = await times(rounds, async () => {
      await rm(archives, { recursive: true, force: true });
      return timed(() => zip({}));
    });
    const kept = await times(100, () => timed(() => zip({})));
    const tag = await zip({});
    const known = await times(200, () => timed(() => zip({ 'if-none-match': tag })));
    const clone = cloner(host, join(folder, 'feed-clones'));
    const first = (await timed(clone)).ms;
    const one = await times(rounds, () => timed(clone));
    const many = (await Promise.all(Array.from({ length: clients }, () => timed(clone)))).map(({ ms }) => ms);
    return [
      lineOf(`sync of ${plugins} plugins`, [sync.ms], 20_000),
      lineOf('feed that did not change', known, 5),
      lineOf(`archive of ${plugins} plugins, built`, cold, 300),
      lineOf(`archive of ${plugins} plugins, kept`, kept, 10),
      lineOf(`clone of ${plugins} plugins, the first`, [first], 1_500),
      lineOf(`clone of ${plugins} plugins`, one, 1_500),
      lineOf(`${clients} clones at once`, many, 2_000),
    ];
  },
};

const config = {
  instance: { name: 'Bench' },
  auth: { allowed_domain: '' },
  egress: { private: ['127.0.0.1'] },
  server: { host: '127.0.0.1', hostname: '127.0.0.1', port: 0 },
};

const names = Array.from({ length: plugins }, (_, index) => `plugin-${index}`);

const catalog = (): readonly Committed[] => [
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

/** The administrator is in a group that has all of them: what they may is not what they are given. */
const granted = async (host: BenchHost): Promise<void> => {
  // The shapes are those of the host, as in `docs/http-api.md`.
  const { id } = (await host.ask('POST', '/api/admin/groups', { name: 'Bench' })) as { readonly id: string };
  await host.ask('POST', `/api/admin/groups/${id}/members`, { email: 'bench@example.com' });
  for (const name of names) {
    const grant = { group_id: id, resource_type: 'marketplace_plugin', resource_id: `bench/${name}` };
    await host.ask('POST', '/api/admin/grants', grant);
  }
};

const zipper =
  ({ url, token }: BenchHost, dispatcher: Agent) =>
  async (headers: Readonly<Record<string, string>>): Promise<string> => {
    const answer = await request(`${url}/marketplace.zip`, {
      dispatcher,
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
    if (answer.statusCode >= 400) throw new Error(`The archive answers ${answer.statusCode}`);
    await answer.body.arrayBuffer();
    return String(answer.headers['etag']);
  };

const cloner = ({ url, token }: BenchHost, folder: string) => {
  let count = 0;
  const helper = `credential.helper=!f() { echo username=any; echo password=${token}; }; f`;
  const env = { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };
  return async (): Promise<void> => {
    count += 1;
    const into = join(folder, String(count));
    await run('git', ['-c', helper, 'clone', '--quiet', `${url}/marketplace.git`, into], { env });
  };
};

const times = async (count: number, work: () => Promise<{ readonly ms: number }>): Promise<number[]> => {
  const taken: number[] = [];
  for (let done = 0; done < count; done += 1) taken.push((await work()).ms);
  return taken;
};

const lineOf = (name: string, taken: readonly number[], most: number): Measured => {
  const slow = taken.toSorted((a, b) => a - b)[Math.floor(taken.length * 0.95)] ?? Number.NaN;
  const target = { text: `p95 < ${most} ms`, met: slow < most };
  return { name, unit: 'ms', agnes: summaryOf(taken), target, note: `p95 ${slow.toFixed(1)} ms` };
};
