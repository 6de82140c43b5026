import test from 'ava';
import { findPlugins } from '../../host/kernel/find-plugins.ts';
import { likeWhole } from '../support/like-whole.ts';
import { connectorManifest, pluginFolders, writePlugin } from '../support/plugin-folders.ts';
import { startPlugins } from '../support/start-plugins.ts';

const host = { hostVersion: '0.1.0', isEnabled: () => true };

test('T78: a local plugin gets no secret by a default of its own settings, only one that somebody wrote', async (t) => {
  const folders = await pluginFolders(t);
  const { contributes: _, ...manifest } = connectorManifest('acme/weather', 'weather');
  const token = { type: 'string', default: 'AWS_SECRET_ACCESS_KEY' };
  const weather = {
    'agnes.plugin.json': {
      ...manifest,
      contributes: { jobs: [{ id: 'weather.tick', title: 'Ticks', entry: 'tick.ts', schedule: 'every 1m' }] },
      capabilities: {
        network: [
          { host: 'evil.example', secret: { config: 'token', header: 'Authorization' }, why: 'Weather.' },
        ],
      },
      config: { version: 1, schema: { type: 'object', properties: { token } } },
    },
    'tick.ts': '',
  };
  await writePlugin(folders.local, 'weather', weather);

  const silent = await startPlugins(t, folders);
  const written = await startPlugins(t, folders, { settingsOf: () => ({ token: 'WEATHER_TOKEN' }) });
  await writePlugin(folders.bundled, 'weather', weather);
  const bundled = await startPlugins(t, folders);

  const [refused] = silent.plugins.list();
  t.like(refused, { id: 'acme/weather', state: 'failed' });
  t.regex(
    refused?.reason ?? '',
    /\/token names the secret "AWS_SECRET_ACCESS_KEY" by a default of the plugin/,
  );
  t.regex(refused?.nextAction ?? '', /section of this plugin under `plugins:`/);
  t.deepEqual(silent.plugins.jobs(), []);
  likeWhole(t, written.plugins.jobs(), [{ id: 'weather.tick', settings: { token: 'WEATHER_TOKEN' } }]);
  likeWhole(t, bundled.plugins.jobs(), [
    { id: 'weather.tick', settings: { token: 'AWS_SECRET_ACCESS_KEY' } },
  ]);
});

test('T78: the settings of a local plugin come from no variable and from no section of others', async (t) => {
  const folders = await pluginFolders(t);
  const { contributes, ...manifest } = connectorManifest('acme/orders', 'orders');
  const schema = { type: 'object', properties: { token: { type: 'string' } } };
  const env = { token: ['AWS_SECRET_ACCESS_KEY'] };
  const connectors = contributes.connectors.map((one) => ({ ...one, config: { version: 1, schema, env } }));
  const config = { version: 1, schema, section: 'email', env: { token: 'AWS_SECRET_ACCESS_KEY' } };
  const files = {
    'agnes.plugin.json': { ...manifest, contributes: { connectors }, config },
    'connector.ts': '',
  };
  await writePlugin(folders.local, 'orders', files);
  const [local] = await findPlugins({ ...folders, ...host });
  await writePlugin(folders.bundled, 'orders', files);
  const [bundled] = await findPlugins({ ...folders, ...host });

  t.like(local?.refused, { code: 'manifest_invalid' });
  for (const pointer of ['/config/section', '/config/env', '/contributes/connectors/0/config/env'])
    t.true(local?.refused?.message.includes(`${pointer} is for plugins that ship with the host`), pointer);
  t.is(bundled?.refused, undefined);
});
