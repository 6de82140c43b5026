import test from 'ava';
import type { Config } from '../../config/schema.ts';
import { pluginSettings } from '../../host/app/plugin-settings.ts';

const manifest = {
  manifestVersion: 1,
  id: 'agnes/auth-google',
  displayName: 'x',
  description: 'x',
  version: '1.0.0',
  engines: { host: '*' },
  contributes: {},
  config: {
    version: 1,
    section: 'auth.google',
    env: { client_id: 'GOOGLE_CLIENT_ID', 'groups.mock': 'MOCK' },
    schema: { type: 'object' },
  },
} as const;

const said = (google: object, env: Readonly<Record<string, string>>) => {
  // What else a configuration holds is not looked at.
  const config = { auth: { google }, plugins: {} } as unknown as Config;
  return pluginSettings(manifest, { config, env });
};

test('a variable wins over the file, also inside of a section', (t) => {
  const groups = { source: 'off', mock: 'a' };

  t.deepEqual(said({ client_id: 'file', groups }, { GOOGLE_CLIENT_ID: 'env', MOCK: 'b' }), {
    client_id: 'env',
    groups: { source: 'off', mock: 'b' },
  });
});

test('a variable that is empty counts where the file says nothing', (t) => {
  t.deepEqual(said({ client_id: 'file' }, { GOOGLE_CLIENT_ID: '', MOCK: '' }), {
    client_id: 'file',
    groups: { mock: '' },
  });
});
