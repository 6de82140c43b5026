import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { startHelpDesk } from '../support/help-desk.ts';
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

test('settings, secrets and the wizard, from the first request to the next start', async (t) => {
  const dataDir = join(await tempFolder(t), 'data');
  const local = join(dataDir, 'plugins', 'local');
  await cp('docs/examples/tickets', join(local, 'tickets'), { recursive: true });
  await writePlugin(local, 'keboola', {
    'agnes.plugin.json': keboolaManifest(),
    'connector.ts': 'export default {};',
  });
  const keboola = await startKeboola(t, canary);
  const desk = await startHelpDesk(t, canary);
  const options = { dataDir, config: { egress: { private: ['127.0.0.1'] } } };
  const host = await startHost(t, options);
  const client = await host.asAdmin();
  const answers: string[] = [];
  const send = async (route: string, body?: unknown) => {
    const answer = await client.send(route, { ...(body !== undefined && { body }) });
    answers.push(answer.text);
    return { ...answer, code: answer.body['code'], shown: [answer.status, answer.body['code']] };
  };

  // The wizard tries before it saves.
  const keboolaWith = (more: object) =>
    send('POST /api/admin/configure', { data_source: 'keboola', ...more });
  t.deepEqual((await send('POST /api/admin/configure', { data_source: 'oracle' })).status, 422);
  t.deepEqual((await keboolaWith({ keboola_token: canary })).shown, [400, 'configure_incomplete']);
  t.deepEqual((await keboolaWith({ keboola_url: 'http://10.0.0.1', keboola_token: 'x' })).shown, [
    400,
    'outbound_url_refused',
  ]);
  t.deepEqual((await keboolaWith({ keboola_url: `${keboola.url}/x`, keboola_token: 'x' })).shown, [
    400,
    'connection_failed',
  ]);
  t.deepEqual((await keboolaWith({ keboola_url: keboola.url, keboola_token: 'wrong' })).shown, [
    400,
    'connection_failed',
  ]);
  t.deepEqual((await keboolaWith({ keboola_url: keboola.url, keboola_token: 'redirect' })).shown, [
    400,
    'connection_failed',
  ]);
  t.deepEqual((await send('GET /api/admin/secrets')).body, { secrets: [], count: 0 });
  const first = {
    keboola_url: keboola.url,
    keboola_token: canary,
    instance_name: 'Wizard',
    allowed_domain: 'a.example',
  };
  t.deepEqual((await keboolaWith(first)).body, {
    status: 'ok',
    data_source: 'keboola',
    connection: 'keboola',
  });
  t.like(await client.ask('GET /api/admin/sources/keboola'), {
    config: { stack_url: keboola.url, token_env: '***' },
    secrets: [{ name: 'KEBOOLA_STORAGE_TOKEN', set: true }],
  });
  t.deepEqual((await send('POST /api/admin/configure', { data_source: 'bigquery' })).shown, [
    400,
    'configure_incomplete',
  ]);
  t.like((await send('POST /api/admin/configure', { data_source: 'bigquery', bigquery_project: 'p' })).body, {
    connection: null,
  });
  t.like((await send('POST /api/admin/configure', { data_source: 'local' })).body, { connection: null });

  // A secret goes to the hosts it is bound to.
  const stored = await send('PUT /api/admin/secrets/DESK', {
    value: canary,
    bound_hosts: ['elsewhere.example'],
  });
  t.like(stored.body, {
    name: 'DESK',
    kind: 'value',
    set: true,
    bound_hosts: ['elsewhere.example'],
    last_used_at: null,
  });
  t.is(stored.headers.get('cache-control'), 'no-store');
  const config = { url: desk, token: 'DESK' };
  await client.ask('POST /api/admin/sources', { body: { slug: 'desk', type: 'tickets', config } });
  const refused = await send('POST /api/admin/sources/desk/test');
  t.regex(refused.text, /is not bound to the host \\"127\.0\.0\.1\\"/);
  t.is((await send('PUT /api/admin/secrets/DESK', { bound_hosts: ['127.0.0.1'] })).status, 200);
  t.like((await send('POST /api/admin/sources/desk/test')).body, { ok: true });
  t.deepEqual((await send('DELETE /api/admin/secrets/DESK')).shown, [409, 'secret_in_use']);
  t.is((await send('DELETE /api/admin/secrets/DESK?force=true')).status, 204);
  t.deepEqual((await send('DELETE /api/admin/secrets/DESK')).shown, [404, 'secret_unknown']);
  t.like((await send('GET /api/admin/secrets')).body, {
    count: 1,
    secrets: [{ name: 'KEBOOLA_STORAGE_TOKEN', used_by: ['source:keboola'], bound_hosts: ['127.0.0.1'] }],
  });

  // The settings.
  const read = await send('GET /api/admin/server-config');
  t.like(read.body, {
    editable_sections: ['instance', 'server', 'auth', 'desktop', 'plugins'],
    danger_sections: ['auth', 'server'],
    secret_key_patterns: ['secret', 'token', 'password', 'api_key'],
    sections: { instance: { name: 'Wizard' }, auth: { allowed_domain: 'a.example' } },
  });
  t.is(read.headers.get('cache-control'), 'no-store');
  const changed = await send('POST /api/admin/server-config', {
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
  const raw = await client.send('POST /api/admin/server-config', {
    body: '{"sections":{"instance":{"__proto__":{"name":"x"}}}}',
  });
  t.deepEqual([raw.status, raw.body['code']], [400, 'malformed_body']);
  const huge = { sections: { instance: { subtitle: 'x'.repeat(1_048_577) } } };
  t.is((await client.send('POST /api/admin/server-config', { body: huge })).status, 413);

  const log = await client.send('GET /api/admin/audit/export?format=ndjson');
  t.regex(log.text, /"action":"instance_config\.configure"/);
  t.regex(log.text, /auth\.google\.client_secret_env/);
  t.is(await host.stop(), 0);
  const again = await startHost(t, options);
  const page = await fetch(`${again.url}/login`);
  t.regex(await page.text(), /Wizard/);
  const overlay = await readFile(join(dataDir, 'state', 'instance.yaml'), 'utf8');
  const everything = [...answers, log.text, overlay, host.stdout(), host.stderr(), again.stderr()];
  t.deepEqual(
    everything.filter((text) => text.includes(canary)),
    [],
  );
  t.is(keboola.asked.filter((line) => line.endsWith(canary)).length, 1);
});
