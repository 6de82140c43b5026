import { join } from 'node:path';
import test from 'ava';
import type { HostClient } from '../../support/host-client.ts';
import { likeWhole } from '../../support/like-whole.ts';
import { connectorManifest, writePlugin } from '../../support/plugin-folders.ts';
import { startHost } from '../../support/start-host.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const id = 'acme/orders';
const canary = 'canary-7f3a91';
const ui = { order: ['days'], groups: [{ title: 'Reading', fields: ['days'] }] };
const properties = {
  days: { type: 'integer', default: 7, title: 'Days' },
  api_token: { type: 'string', format: 'secret', title: 'Token' },
};
const manifest = {
  ...connectorManifest(id, 'orders'),
  config: { version: 1, ui, schema: { type: 'object', properties, additionalProperties: false } },
};

const plan = (client: HostClient, body: object) => client.ask('POST /api/admin/plugins/plan', { body });

const changed = async (client: HostClient, made: Readonly<Record<string, unknown>>) => {
  const { plan_id, plan_hash } = made;
  const { job_id } = await client.ask('POST /api/admin/plugins/apply', { body: { plan_id, plan_hash } });
  await client.untilEvent(String(job_id), 'end');
  return client.ask(`GET /api/jobs/${job_id}`);
};

const shown = (client: HostClient) => client.ask(`GET /api/admin/plugins/${id}`);

const toldOf = async (client: HostClient) => [
  await client.ask('GET /api/admin/secrets'),
  await client.ask('GET /api/admin/audit?limit=50'),
];

const wantsDays = { id, from: '1.2.3', to: '1.2.3', config_diff: [{ pointer: '/days', from: 7, to: 30 }] };

const masked = { overlay: [{ path: ['plugins', id, 'settings', 'days'], value: '***' }] };

/** Every generation there is after the second change, the newest first. */
const history = [
  { status: 'active', reason: `Settings of ${id} were changed` },
  { status: 'superseded', reason: `settings of ${id}` },
  { status: 'superseded' },
  { status: 'superseded' },
];

test('settings are planned, outlive a kill, are changed elsewhere and gone back from; what was typed as a secret is seen nowhere', async (t) => {
  const folder = await tempFolder(t);
  const dataDir = join(folder, 'data');
  const path = await writePlugin(folder, 'orders', { 'agnes.plugin.json': manifest, 'connector.ts': '' });
  const first = await startHost(t, { dataDir });
  const before = await first.asAdmin();
  t.like(await changed(before, await plan(before, { install: [{ source: { type: 'folder', path } }] })), {
    status: 'succeeded',
  });
  const made = await plan(before, { config: { [id]: { days: 30 } } });
  likeWhole(t, made, { problems: [], actions: [wantsDays] });
  await first.kill9();

  const client = await (await startHost(t, { dataDir })).asAdmin();
  likeWhole(t, await changed(client, made), { status: 'succeeded', params: masked });
  likeWhole(t, await shown(client), {
    config: { days: 30 },
    config_ui: ui,
    config_version: 1,
    config_sources: { days: 'overlay', api_token: 'default' },
  });

  const sections = { plugins: { [id]: { settings: { days: 31 } } } };
  await client.ask('POST /api/admin/server-config', { body: { sections } });
  const { generations } = await client.ask('GET /api/admin/plugins/generations');
  likeWhole(t, generations, history);

  const typed = await plan(client, { config: { [id]: { api_token: canary } } });
  likeWhole(t, typed, {
    problems: [],
    actions: [{ config_diff: [{ pointer: '/api_token', masked: true }, { pointer: '/days' }] }],
  });
  t.like(await changed(client, typed), { status: 'succeeded' });
  const now = await shown(client);
  t.like(now, { config: { days: 31, api_token: '***' }, config_sources: { api_token: 'overlay' } });
  const told = JSON.stringify([typed, now, generations, await toldOf(client)]);
  t.true(told.includes('PLUGINS_ACME_ORDERS_SETTINGS_API_TOKEN'));
  t.false(told.includes(canary));

  const back = await client.ask('POST /api/admin/plugins/rollback', { body: {} });
  await client.untilEvent(String(back['job_id']), 'end');
  t.like(back, { loses: [], price: 'Nothing is lost: sources go on where they are.' });
  t.like(await shown(client), { config: { days: 31 }, config_sources: { api_token: 'default' } });
  t.deepEqual(await client.rows('select 1 as one'), [[1]]);
});
