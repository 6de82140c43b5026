import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { startHelpDesk } from '../support/help-desk.ts';
import type { HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { connectorManifest, writePlugin } from '../support/plugin-folders.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { startKeboola } from './support/keboola-stand-in.ts';

const canary = 'canary-7f3a91';

const keboolaManifest = () => {
  const made = connectorManifest('acme/keboola', 'keboola');
  const text = { type: 'string' };
  const properties = { stack_url: { ...text, format: 'url' }, token_env: { ...text, format: 'secret' } };
  const [connector] = made.contributes.connectors;
  const config = { version: 1, schema: { type: 'object', properties, additionalProperties: false } };
  return { ...made, contributes: { connectors: [{ ...connector, config }] } };
};

/** A data folder with two connectors that send a token. */
const preparedFolder = async (t: ExecutionContext): Promise<string> => {
  const dataDir = join(await tempFolder(t), 'data');
  const local = join(dataDir, 'plugins', 'local');
  await cp('docs/examples/tickets', join(local, 'tickets'), { recursive: true });
  const connector = { 'agnes.plugin.json': keboolaManifest(), 'connector.ts': 'export default {};' };
  await writePlugin(local, 'keboola', connector);
  return dataDir;
};

/** Sends as the administrator and keeps what came back. */
const recorded = (client: HostClient) => {
  const texts: string[] = [];
  const send = async (route: string, body?: unknown) => {
    const answer = await client.send(route, { ...(body !== undefined && { body }) });
    texts.push(answer.text);
    return { ...answer, shown: [answer.status, answer.body['code']] };
  };
  return { send, texts };
};

type Send = ReturnType<typeof recorded>['send'];

/** The wizard tries before it saves. */
const askWizard = async (t: ExecutionContext, send: Send, keboola_url: string): Promise<void> => {
  const keboola = (more: object) => send('POST /api/admin/configure', { data_source: 'keboola', ...more });
  const failed = [400, 'connection_failed'];
  t.is((await send('POST /api/admin/configure', { data_source: 'oracle' })).status, 422);
  t.deepEqual((await keboola({ keboola_token: canary })).shown, [400, 'configure_incomplete']);
  t.deepEqual((await keboola({ keboola_url: 'http://10.0.0.1', keboola_token: 'x' })).shown, [
    400,
    'outbound_url_refused',
  ]);
  t.deepEqual((await keboola({ keboola_url: `${keboola_url}/x`, keboola_token: 'x' })).shown, failed);
  t.deepEqual((await keboola({ keboola_url, keboola_token: 'wrong' })).shown, failed);
  t.deepEqual((await keboola({ keboola_url, keboola_token: 'redirect' })).shown, failed);
  t.deepEqual((await send('GET /api/admin/secrets')).body, { secrets: [], count: 0 });

  const names = { instance_name: 'Wizard', allowed_domain: 'a.example' };
  const saved = await keboola({ keboola_url, keboola_token: canary, ...names });
  t.deepEqual(saved.body, { status: 'ok', data_source: 'keboola', connection: 'keboola' });
  likeWhole(t, (await send('GET /api/admin/sources/keboola')).body, {
    config: { stack_url: keboola_url, token_env: '***' },
    secrets: [{ name: 'KEBOOLA_STORAGE_TOKEN', set: true }],
  });
  const bigQuery = (more: object) => send('POST /api/admin/configure', { data_source: 'bigquery', ...more });
  t.deepEqual((await bigQuery({})).shown, [400, 'configure_incomplete']);
  t.deepEqual((await bigQuery({ bigquery_project: 'p' })).shown, [422, 'invalid_source']);
  const warehouse = await bigQuery({ bigquery_project: 'acme-data', bigquery_location: 'EU' });
  t.deepEqual(warehouse.body, { status: 'ok', data_source: 'bigquery', connection: 'bigquery' });
  t.like((await send('POST /api/admin/configure', { data_source: 'local' })).body, { connection: null });
};

/** A secret goes to the hosts it is bound to. */
const useSecret = async (t: ExecutionContext, send: Send, desk: string): Promise<void> => {
  const path = '/api/admin/secrets/DESK';
  const stored = await send(`PUT ${path}`, { value: canary, bound_hosts: ['elsewhere.example'] });
  likeWhole(t, stored.body, {
    name: 'DESK',
    set: true,
    bound_hosts: ['elsewhere.example'],
    last_used_at: null,
  });
  t.is(stored.headers.get('cache-control'), 'no-store');
  const config = { url: desk, token: 'DESK' };
  await send('POST /api/admin/sources', { slug: 'desk', type: 'tickets', config });
  const refused = await send('POST /api/admin/sources/desk/test');
  t.regex(refused.text, /is not bound to the host \\"127\.0\.0\.1\\"/);
  t.is((await send(`PUT ${path}`, { bound_hosts: ['127.0.0.1'] })).status, 200);
  t.like((await send('POST /api/admin/sources/desk/test')).body, { ok: true });
  t.deepEqual((await send(`DELETE ${path}`)).shown, [409, 'secret_in_use']);
  t.is((await send(`DELETE ${path}?force=true`)).status, 204);
  t.deepEqual((await send(`DELETE ${path}`)).shown, [404, 'secret_unknown']);
  const left = { name: 'KEBOOLA_STORAGE_TOKEN', used_by: ['source:keboola'], bound_hosts: ['127.0.0.1'] };
  likeWhole(t, (await send('GET /api/admin/secrets')).body, { count: 1, secrets: [left] });
};

const changeSettings = async (t: ExecutionContext, send: Send): Promise<void> => {
  const path = '/api/admin/server-config';
  const read = await send(`GET ${path}`);
  likeWhole(t, read.body, {
    editable_sections: [
      'instance',
      'data_source',
      'server',
      'auth',
      'ai',
      'openmetadata',
      'desktop',
      'corporate_memory',
      'plugins',
    ],
    danger_sections: ['auth', 'server'],
    secret_key_patterns: ['secret', 'token', 'password', 'api_key'],
    sections: { instance: { name: 'Wizard' }, auth: { allowed_domain: 'a.example' } },
  });
  t.is(read.headers.get('cache-control'), 'no-store');
  const changed = await send(`POST ${path}`, {
    sections: { instance: { subtitle: 'of ours' }, auth: { google: { client_secret_env: canary } } },
    confirm_danger: true,
  });
  t.deepEqual(changed.body, {
    status: 'ok',
    restart_required: true,
    sections_updated: ['instance', 'auth'],
    diff_count: 2,
    live: [],
  });
  const prototype = await send(`POST ${path}`, '{"sections":{"instance":{"__proto__":{"name":"x"}}}}');
  t.deepEqual(prototype.shown, [400, 'malformed_body']);
  const huge = await send(`POST ${path}`, { sections: { instance: { subtitle: 'x'.repeat(1_048_577) } } });
  t.is(huge.status, 413);
};

test('settings, secrets and the wizard, from the first request to the next start', async (t) => {
  const dataDir = await preparedFolder(t);
  const keboola = await startKeboola(t, canary);
  const options = { dataDir, config: { egress: { private: ['127.0.0.1'] } } };
  const host = await startHost(t, options);
  const client = await host.asAdmin();
  const { send, texts } = recorded(client);

  await askWizard(t, send, keboola.url);
  await useSecret(t, send, await startHelpDesk(t, canary));
  await changeSettings(t, send);

  const log = await client.send('GET /api/admin/audit/export?format=ndjson');
  t.regex(log.text, /"action":"instance_config\.configure"/);
  t.regex(log.text, /auth\.google\.client_secret_env/);
  t.is(await host.stop(), 0);
  const again = await startHost(t, options);
  const login = await fetch(`${again.url}/login`);
  t.regex(await login.text(), /Wizard/);
  const overlay = await readFile(join(dataDir, 'state', 'instance.yaml'), 'utf8');
  const everything = [...texts, log.text, overlay, host.stdout(), host.stderr(), again.stderr()];
  t.deepEqual(
    everything.filter((text) => text.includes(canary)),
    [],
  );
  t.is(keboola.asked.filter((line) => line.endsWith(canary)).length, 1);
});
