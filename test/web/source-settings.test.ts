import { Type } from '@agnes/sdk';
import test from 'ava';
import type { KnownConnector } from '../../host/registry/source.ts';
import { settingsChanged, settingsGiven, settingsView } from '../../host/web/sources/settings-form.ts';
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

const text = Type.Optional(Type.String());
const csv = Type.Object({ delimiter: text, quote: text, nullstr: text, comment: text });

const files: KnownConnector = {
  type: 'files',
  plugin: 'agnes/connector-files',
  manifest: {},
  contribution: {
    queryModes: ['local'],
    config: {
      version: 1,
      schema: Type.Object({ location: text, id: Type.String({ minLength: 1 }), csv: Type.Optional(csv) }),
    },
  },
};

test('a text that came back as it was shown stays, however little there is of it', (t) => {
  const current = {
    location: '/data',
    csv: { delimiter: '\t', quote: '', nullstr: ' ', comment: 'a\nb' },
  };
  const untouched = {
    'config.location': '/data',
    'config.csv.delimiter': '\t',
    'config.csv.quote': '',
    'config.csv.nullstr': ' ',
    'config.csv.comment': 'a\r\nb',
  };

  t.deepEqual(settingsChanged(untouched, files, current), {});
  t.deepEqual(settingsChanged({ ...untouched, 'config.csv.delimiter': '' }, files, current), {
    csv: { delimiter: null, quote: '', nullstr: ' ', comment: 'a\nb' },
  });
  t.deepEqual(settingsChanged({ 'config.id': '' }, files, { id: '' }), { id: null });
  t.regex(JSON.stringify(settingsView(files, { current })), /"area":\{"text":"a\\nb"/);
});
