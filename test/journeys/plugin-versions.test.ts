import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { GitRepository } from '../support/git-repository.ts';
import { gitServer } from '../support/git-server.ts';
import type { HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { ordersConnector } from '../support/orders-connector.ts';
import { connectorManifest, setupEntry } from '../support/plugin-folders.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const failing = ordersConnector(`throw ConfigError({ reason: 'the new version wants a region' });`);
const guard = setupEntry(`host.tap('beforeQuery', () => { throw new Error('a bug of 1.2.0'); });`);

/** The files of a version, in a folder of the repository. */
const version = (number: string, more: object = {}, entries: Readonly<Record<string, string>> = {}) => {
  const orders = connectorManifest('acme/orders', 'orders');
  const { contributes = {}, ...rest } = more as { readonly contributes?: object };
  const manifest = {
    ...orders,
    ...rest,
    version: number,
    contributes: { ...orders.contributes, ...contributes },
  };
  const files = {
    'agnes.plugin.json': JSON.stringify(manifest),
    'connector.ts': ordersConnector(),
    ...entries,
  };
  return Object.entries(files).map(([path, content]) => ({ path: `plugins/orders/${path}`, content }));
};

const hooks = [{ entry: 'index.ts', taps: ['beforeQuery'] }];
const capabilities = { process: { host: true, why: 'It looks at queries.' } };
const broken = version('1.2.0', { contributes: { hooks }, capabilities }, { 'index.ts': guard });

const change = async (client: HostClient, source: object, approve: readonly string[] = []) => {
  const plan = await client.ask('POST /api/admin/plugins/plan', { body: { install: [{ source }] } });
  const { plan_id, plan_hash } = plan;
  const queued = await client.ask('POST /api/admin/plugins/apply', { body: { plan_id, plan_hash, approve } });
  return { plan, job: String(queued['job_id']), generation: queued['generation'] };
};

const ended = async (client: HostClient, job: string) => {
  await client.untilEvent(job, 'end');
  return client.ask(`GET /api/jobs/${job}`);
};

const token = 'the token of the repository';

/** A host beside a repository, and a way to name a commit of it. */
const beside = async (t: ExecutionContext) => {
  const folder = await tempFolder(t);
  const repository = await GitRepository.in(folder, 'plugins.git');
  const server = await gitServer(folder, { password: token });
  t.teardown(() => server[Symbol.asyncDispose]());
  // What breaks only when it is asked has to be asked within them.
  const config = { egress: { private: ['127.0.0.1'] }, plugin_install: { watch_seconds: 10 } };
  const host = await startHost(t, { dataDir: join(folder, 'data'), config, env: { GIT_TOKEN: token } });
  const source = { type: 'git', url: `${server.url}/plugins.git`, path: 'plugins/orders' };
  const at = async (files: ReturnType<typeof version>) => {
    const commit = await repository.commit(files);
    return { ...source, commit, token_secret: 'GIT_TOKEN' };
  };
  return { client: await host.asAdmin(), source, at };
};

/** Asks queries until the job has ended. */
const askedUntil = async (client: HostClient, job: string) => {
  const asking = { isOver: false };
  const over = ended(client, job).finally(() => {
    asking.isOver = true;
  });
  while (!asking.isOver) await client.send('POST /api/query', { body: { sql: 'select 1' } });
  return over;
};

const showsWhatHappened = async (t: ExecutionContext, client: HostClient) => {
  const shown = await client.ask('GET /api/admin/plugins/acme/orders');
  const manifest = { id: 'acme/orders', version: '1.0.0' };
  t.like(shown, { version: '1.0.0', manifest, config: {}, tables: [] });
  // Neither README nor licence: told, and no reason to keep it out.
  const failed = { level: 'L0', rule: 'README.md says what it is', status: 'failed' };
  const { level, results } = shown['conformance'] as { level: null; results: readonly (typeof failed)[] };
  t.is(level, null);
  t.like(
    results.find(({ rule }) => rule === failed.rule),
    failed,
  );
  likeWhole(t, shown['versions'], [
    { version: '1.2.0', status: 'rolled_back' },
    { version: '1.1.0', status: 'failed' },
    { version: '1.0.0', status: 'active', outcome: null },
  ]);
  const errors = shown['errors'] as readonly Readonly<Record<string, unknown>>[];
  t.is(errors.filter(({ code }) => code === 'plugin_apply_failed').length, 2);
  const hook = errors.find(({ during }) => during === 'hook:beforeQuery');
  t.like(hook, { version: '1.2.0', class: 'PluginBug', status_source: 'plugin' });
  t.true(Number(hook?.['count']) >= 3);
  const body = { connection: 'shop' };
  const tried = await client.ask('POST /api/admin/plugins/acme/orders/test', { body });
  likeWhole(t, tried, {
    ok: true,
    checks: [{ name: 'settings' }, { name: 'shop', status: 'ok', message: 'The source answers.' }],
  });
};

test('a version that fails its check or breaks while it is watched is taken back by itself, and the host says why', async (t) => {
  const { client, source, at } = await beside(t);
  const first = await change(client, await at(version('1.0.0')));
  t.like(await ended(client, first.job), { status: 'succeeded', result: { generation: first.generation } });
  await client.ask('POST /api/admin/sources', { body: { slug: 'shop', type: 'orders', config: {} } });

  const second = await change(client, await at(version('1.1.0', {}, { 'connector.ts': failing })));
  likeWhole(t, second.plan, { problems: [], actions: [{ from: '1.0.0', to: '1.1.0', users: 0 }] });
  t.like(await ended(client, second.job), { status: 'failed' });
  const third = await change(client, await at(broken), ['process:host']);
  t.like(await askedUntil(client, third.job), { status: 'failed' });

  const { plugins, generations } = await client.ask('GET /api/admin/plugins');
  const told = (generations as readonly Record<string, unknown>[]).slice(0, 3);
  const orders = (plugins as readonly { id: string }[]).find(({ id }) => id === 'acme/orders');
  t.like(orders, { state: 'active', version: '1.0.0', source: { url: source.url, path: source.path } });
  likeWhole(t, told, [
    { status: 'rolled_back', parent: first.generation },
    { status: 'failed', parent: first.generation },
    { status: 'active', generation: first.generation, reason: 'acme/orders none → 1.0.0' },
  ]);
  t.regex(String(told[1]?.['outcome']), /"shop" no longer answers: .*the new version wants a region/);
  t.regex(String(told[0]?.['outcome']), /failed too often/);
  t.like(await client.send('POST /api/query', { body: { sql: 'select 1' } }), { status: 200 });
  t.false(JSON.stringify(generations).includes(token));
  await showsWhatHappened(t, client);
});
