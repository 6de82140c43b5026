import test from 'ava';
import { bind } from '../../host/http/operation.ts';
import { pluginOperations } from '../../host/kernel/operations.ts';
import { pluginOnWire } from '../../host/kernel/plugin-wire.ts';
import {
  connectorManifest,
  hooksManifest,
  pluginFolders,
  setupEntry,
  writePlugin,
} from '../support/plugin-folders.ts';
import { startPlugins } from '../support/start-plugins.ts';
import { startServer } from '../support/start-server.ts';

const admin = { userId: 'u1', email: 'a@example.com', isAdmin: true, kind: 'session' } as const;
const headers = { authorization: 'Bearer admin' };

test('administrators see every plugin with its state, and no folder of the machine', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.local, 'broken', { 'agnes.plugin.json': '{' });
  const sockets = [{ host: 'db.example.org', port: 5432, why: 'to read it' }];
  const manifest = { ...connectorManifest('acme/orders', 'orders'), capabilities: { sockets } };
  await writePlugin(folders.local, 'orders', { 'agnes.plugin.json': manifest, 'connector.ts': '' });
  const { plugins } = await startPlugins(t, folders);

  const [broken, orders] = plugins.list().map(pluginOnWire);

  t.like(broken, { state: 'failed', version: null });
  t.deepEqual(orders, {
    id: 'acme/orders',
    display_name: 'acme/orders',
    version: '1.2.3',
    available: null,
    state: 'active',
    reason: null,
    since: '1970-01-01T00:00:00.000+00:00',
    next_action: null,
    trust: 'unverified',
    confinement: {
      level: 'seat_belt',
      note: 'Opens its own connections and holds its secrets: what keeps it to the declared hosts is a seat belt, not a wall.',
    },
    contributes: {
      connectors: ['orders'],
      auth_providers: [],
      resource_types: [],
      services: [],
      jobs: [],
      webhooks: [],
      llmRouters: [],
      hooks: [],
    },
    grants: null,
    source: { marketplace: null, url: null, path: 'plugins/local/orders', commit: null },
    tree_hash: null,
    last_error: null,
  });
  t.false(JSON.stringify([broken, orders]).includes(folders.local));
});

test('administrators see who taps which hook, and how that goes', async (t) => {
  const folders = await pluginFolders(t);
  await writePlugin(folders.bundled, 'guard', {
    'agnes.plugin.json': hooksManifest('acme/guard', ['afterRebuild']),
    'index.ts': setupEntry(`host.tap('afterRebuild', () => { throw new Error('no disk'); });`),
  });
  const { plugins } = await startPlugins(t, folders);
  await plugins.hooks.afterRebuild({ generation: 1, changed: [], removed: [], failed: [], tables: [] });
  const origin = await startServer(t, bind(pluginOperations, { plugins }), { admin });

  const response = await fetch(`${origin}/api/admin/hooks`, { headers });

  const { hooks } = (await response.json()) as { hooks: { name: string; taps: { p95_ms: number }[] }[] };
  const hook = hooks.find(({ name }) => name === 'afterRebuild');
  const ms = hook?.taps[0]?.p95_ms ?? 0;
  t.true(ms > 0);
  const tap = { plugin: 'acme/guard', version: '1.2.3', stage: 0, mode: 'observe', p95_ms: ms };
  t.deepEqual(hook, {
    name: 'afterRebuild',
    kind: 'observe',
    stability: 'stable',
    timeout_ms: 30_000,
    on_error: 'record',
    doc: 'Readers see a new generation, or tables began to fail.',
    taps: [{ ...tap, calls: 1, failures: 1, breaker: 'closed' }],
  });
});

test('everybody may read the schema of manifests', async (t) => {
  const { plugins } = await startPlugins(t, await pluginFolders(t));
  const origin = await startServer(t, bind(pluginOperations, { plugins }));

  const response = await fetch(`${origin}/schemas/agnes.plugin.v1.json`);

  t.is(response.status, 200);
  t.like(await response.json(), { title: 'Agnes plugin manifest', additionalProperties: false });
});
