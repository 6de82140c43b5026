import test from 'ava';
import { settingsChanged, settingsGiven } from '../../host/web/sources/settings-form.ts';
import { connectors } from '../registry/open-registry.ts';

test('settings of a source are read by the schema of its connector; what is gone from one is said, a secret stays', (t) => {
  const warehouse = connectors.find(({ type }) => type === 'warehouse');
  if (!warehouse) return t.fail('there is a connector with secrets');
  const current = {
    token_env: '***',
    url: 'https://example.com',
    proxy: { password_env: '***', port: 1 },
    other: 1,
  };

  const given = settingsGiven(
    { 'config.token_env': ' DWH_TOKEN ', 'config.proxy.password_env': 'PROXY_PASSWORD', other: 'x' },
    warehouse,
  );
  const untouched = settingsChanged({ 'config.url': 'https://example.com' }, warehouse, {
    ...current,
    proxy: { password_env: '***' },
  });
  const changed = settingsChanged(
    { 'clear:config.token_env': 'on', 'clear:config.proxy.password_env': 'on' },
    warehouse,
    current,
  );
  const nested = settingsChanged(
    { 'config.url': 'https://example.com', 'config.proxy.password_env': 'NEW' },
    warehouse,
    current,
  );

  t.deepEqual(given, { token_env: 'DWH_TOKEN', proxy: { password_env: 'PROXY_PASSWORD' } });
  t.deepEqual(untouched, {});
  t.deepEqual(changed, { token_env: null, url: null, proxy: null });
  t.deepEqual(nested, { proxy: { password_env: 'NEW' } });
});
