import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import type { HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { connectorManifest, writePlugin } from '../support/plugin-folders.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const text = { type: 'string' };

/** Answers what it is told at its source, or waits as long as the file there says so. */
const connector = (version: string): string => `import { readFile } from 'node:fs/promises';
import { setTimeout as after } from 'node:timers/promises';
import { ConfigError, defineConnector } from '@agnes/sdk/connector';
// ${version}
export default defineConnector({
  async check({ config }) {
    while ((await readFile(config.location, 'utf8')) === 'wait for ${version}') await after(20);
    if (${version === '1.2.0'} && config.region !== 'eu') throw ConfigError({ reason: 'no region' });
  },
  async *discover() { yield { name: 'orders', sourceTable: 'orders' }; },
  async *read() {},
});
`;

/** Writes a version; answers its folder. */
const packageOf = async (t: ExecutionContext, version: string, { type = 'orders', properties = {} } = {}) => {
  const manifest = connectorManifest('acme/orders', type);
  const [one] = manifest.contributes.connectors;
  const schema = {
    type: 'object',
    properties: { location: text, ...properties },
    additionalProperties: false,
  };
  return writePlugin(await tempFolder(t), 'orders', {
    'agnes.plugin.json': {
      ...manifest,
      version,
      contributes: { connectors: [{ ...one, config: { version: 1, schema } }] },
      capabilities: { files: [{ from: 'config.location', why: 'to read orders' }] },
    },
    'connector.ts': connector(version),
  });
};

/** A host with version 1.0.0 and a source of it, and a way to queue another version. */
const beside = async (t: ExecutionContext) => {
  const folder = await tempFolder(t);
  const location = join(folder, 'orders.txt');
  await writeFile(location, 'go on');
  const host = await startHost(t, { config: { files: { roots: [folder] } } });
  const client = await host.asAdmin();
  const plan = (path: string) =>
    client.ask('POST /api/admin/plugins/plan', {
      body: { install: [{ source: { type: 'folder', path } }] },
    });
  const apply = async (path: string): Promise<string> => {
    const { plan_id, plan_hash } = await plan(path);
    const approve = ['files:config.location'];
    const queued = await client.ask('POST /api/admin/plugins/apply', {
      body: { plan_id, plan_hash, approve },
    });
    return String(queued['job_id']);
  };
  const change = async (path: string) => ended(client, await apply(path));
  t.like(await change(await packageOf(t, '1.0.0')), { status: 'succeeded' });
  await client.ask('POST /api/admin/sources', {
    body: { slug: 'shop', type: 'orders', config: { location } },
  });
  return { host, client, plan, apply, change, location };
};

const ended = async (client: HostClient, job: string) => {
  await client.untilEvent(job, 'end');
  return client.ask(`GET /api/jobs/${job}`);
};

/** The process of a connector below the host; nobody tells when it begins, so it is looked for. */
const childOf = async (pid: number): Promise<number> => {
  for (;;) {
    const pids = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ');
    for (const child of pids) {
      const line = await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '');
      if (line.includes('/plugins/store/sha256-')) return Number(child);
    }
    await after(10);
  }
};

const runs = async (t: ExecutionContext, client: HostClient, version: string) => {
  t.like(await client.ask('GET /api/admin/plugins/acme/orders'), { state: 'active', version });
  const { checks } = await client.ask('POST /api/admin/plugins/acme/orders/test', {
    body: { connection: 'shop' },
  });
  likeWhole(t, checks, [{ name: 'settings' }, { name: 'shop', status: 'ok' }]);
};

test('a new version whose probe is killed, has no connector or refuses settings of a source leaves the old one at work', async (t) => {
  const { host, client, plan, apply, change, location } = await beside(t);

  const killed = await packageOf(t, '1.1.0');
  await writeFile(location, 'wait for 1.1.0');
  const job = await apply(killed);
  process.kill(await childOf(host.pid), 'SIGKILL');
  const failed = await ended(client, job);
  t.like(failed, { status: 'failed', error: { code: 'plugin_apply_failed' } });
  t.regex(JSON.stringify(failed), /the source \\"shop\\" no longer answers: .*(killed|SIGKILL)/);
  await runs(t, client, '1.0.0');
  await writeFile(location, 'go on');
  t.like(await change(killed), { status: 'succeeded' });
  await runs(t, client, '1.1.0');

  const gone = await change(await packageOf(t, '1.1.1', { type: 'others' }));
  t.regex(JSON.stringify(gone), /nothing would read the source \\"shop\\" any more/);
  await runs(t, client, '1.1.0');

  const { problems } = await plan(
    await packageOf(t, '2.0.0', { properties: { location: { type: 'integer' } } }),
  );
  likeWhole(t, problems, [{ code: 'source_settings_refused' }]);

  // What the new version fills in was never asked for when the source was made.
  t.like(await change(await packageOf(t, '1.2.0', { properties: { region: { ...text, default: 'eu' } } })), {
    status: 'succeeded',
  });
  await runs(t, client, '1.2.0');
});
