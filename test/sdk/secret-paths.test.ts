import { checkerFor, type Manifest, manifestSchema } from '@agnes/sdk';
import { secretPaths } from '@agnes/sdk/secret-paths';
import test, { type ExecutionContext } from 'ava';
import { hostRules } from '../../host/kernel/broker-rules.ts';
import { checkSettings } from '../../host/kernel/plugin-settings.ts';
import { lockedSettings, maskedSettings } from '../../host/plugin-manager/settings-part.ts';
import { mapSecrets } from '../../host/registry/sources/secret-settings.ts';
import { connectorManifest } from '../support/plugin-folders.ts';

const why = 'It is tested.';
const name = (value: string) => ({ type: 'string', title: value, default: value });
const schema = {
  type: 'object',
  properties: {
    api: { type: 'object', title: 'API', properties: { key: name('SENT') }, default: {} },
    word: name('HANDED'),
    signing: name('SIGNING'),
  },
};
const webhook = {
  id: 'events',
  path: 'orders',
  connector: 'orders',
  signature: { scheme: 'hmac-sha256', secret: 'signing', headers: ['x-signature'] },
  delivery: { days: 30 },
};

/** A plugin with a secret for each way there is to name one; its schema calls none of them so. */
const manifestOf = (t: ExecutionContext): Manifest => {
  const { contributes, ...rest } = connectorManifest('acme/orders', 'orders');
  const checked = checkerFor(manifestSchema)({
    ...rest,
    contributes: { ...contributes, webhooks: [webhook] },
    capabilities: {
      network: [{ host: 'api.example.com', secret: { config: 'api.key', header: 'X-Key' }, why }],
      secrets: [{ config: 'word', why }],
    },
    config: { version: 1, schema },
  });
  return checked.ok ? checked.value : t.fail(JSON.stringify(checked.faults));
};

const config = { api: { key: 'SENT' }, word: 'HANDED', signing: 'SIGNING' };

test('every setting that names a secret is found by what the manifest does with it, wherever it lies', (t) => {
  t.deepEqual(secretPaths(manifestOf(t)), ['api.key', 'word', 'signing']);
  t.deepEqual(secretPaths({}), []);
});

test('whoever handles settings means the same ones: to send, to lock, to mask, to refuse', (t) => {
  const manifest = manifestOf(t);
  const { connectors: [contribution = t.fail()] = [] } = manifest.contributes;

  const [rule] = hostRules(manifest.capabilities?.network, config);
  const known = { type: 'orders', plugin: manifest.id, manifest, contribution };
  const refused = t.throws(() => checkSettings({ manifest, origin: 'local' }, {}));

  t.is(rule?.secret?.name, 'SENT');
  t.deepEqual(lockedSettings(manifest, config).secretRefs, ['HANDED', 'SENT', 'SIGNING']);
  t.deepEqual(maskedSettings(manifest, config), { api: { key: '***' }, word: '***', signing: '***' });
  t.deepEqual(
    mapSecrets(config, known, () => 'hidden'),
    { api: { key: 'hidden' }, word: 'hidden', signing: 'hidden' },
  );
  for (const path of ['/api/key', '/word', '/signing'])
    t.true(refused?.message.includes(`${path} names the secret`), path);
});
