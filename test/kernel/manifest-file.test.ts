import test, { type ExecutionContext } from 'ava';
import { readManifest } from '../../host/kernel/manifest-file.ts';
import { readTree } from '../../host/kernel/tree.ts';
import { connectorManifest, hooksManifest, writePlugin } from '../support/plugin-folders.ts';
import { tempFolder } from '../support/temp-folder.ts';

const good = connectorManifest('acme/orders', 'orders');

const reading = async (t: ExecutionContext, manifest: unknown) => {
  const files = { 'agnes.plugin.json': manifest, 'connector.ts': '' };
  const folder = await writePlugin(await tempFolder(t), 'orders', files);
  return readManifest(await readTree(folder, 'refuse'));
};

test('a manifest without faults is what it says', async (t) => {
  t.like(await reading(t, good), { id: 'acme/orders', version: '1.2.3' });
});

test('an unknown key is a fault that suggests the known one', async (t) => {
  const { contributes, ...rest } = good;

  await t.throwsAsync(reading(t, { ...rest, contributes: { conectors: contributes.connectors } }), {
    code: 'manifest_invalid',
    message: /\/contributes\/conectors "conectors" is not a known key; did you mean "connectors"\?/,
  });
});

test('every fault of the shape is told at once', async (t) => {
  await t.throwsAsync(reading(t, { ...good, version: 'one', id: 'acme' }), {
    message: /(\/id .*\/version |\/version .*\/id )/,
  });
});

test('every fault of the content is told at once', async (t) => {
  const [connector] = good.contributes.connectors;
  const schema = { type: 'object', properties: { a: { type: 'strin' } } };
  const broken = { ...connector, entry: 'gone.ts', config: { version: 1, schema } };
  const manifest = {
    ...good,
    engines: { host: 'new' },
    contributes: { connectors: [broken, connector, broken] },
  };

  const error = await t.throwsAsync<Error & { details?: { faults: { pointer: string }[] } }>(
    reading(t, manifest),
  );

  t.deepEqual(
    error.details?.faults.map(({ pointer }) => pointer),
    [
      '/engines/host',
      '/contributes/connectors/0/entry',
      '/contributes/connectors/2/entry',
      '/contributes',
      '/contributes',
      '/contributes/connectors/0/config/schema',
      '/contributes/connectors/2/config/schema',
    ],
  );
});

test('an entry outside the folder is not a file of the plugin', async (t) => {
  const [connector] = good.contributes.connectors;
  const outside = { ...connector, entry: 'a/../../connector.ts' };

  await t.throwsAsync(reading(t, { ...good, contributes: { connectors: [outside] } }), {
    message: /"a\/\.\.\/\.\.\/connector\.ts" is not a file of this plugin/,
  });
});

test('a manifest that is not JSON says where it stops being it', async (t) => {
  await t.throwsAsync(reading(t, '{ "id": acme }'), {
    code: 'manifest_invalid',
    message: /is not JSON: .*acme/,
  });
});

test('a manifest that is too large is not parsed', async (t) => {
  await t.throwsAsync(reading(t, `"${'x'.repeat(300 * 1024)}"`), { message: /is larger than 262144 bytes/ });
});

test('a hook that does not exist cannot be declared', async (t) => {
  await t.throwsAsync(reading(t, hooksManifest('acme/guard', ['beforeExtrac'])), {
    message: /\/contributes\/hooks\/0\/taps\/0 must be one of beforeExtract, /,
  });
});

test('webhooks and jobs are for connectors of their own plugin, and patterns are patterns', async (t) => {
  const [connector] = good.contributes.connectors;
  const webhook = {
    id: 'tickets',
    connector: 'files',
    path: 'tickets',
    signature: { scheme: 'hmac-sha256', secret: 'key', headers: ['X-Signature'] },
    delivery: { days: 30 },
    targets: [{ path: 'a.b', pattern: '[' }],
  };
  const job = {
    id: 'a.b',
    title: 'Work',
    entry: 'connector.ts',
    connector: 'files',
    params: { type: 'object', x: 1 },
  };
  const contributes = { connectors: [connector], webhooks: [webhook, { ...webhook, id: 'b' }], jobs: [job] };

  const error = await t.throwsAsync<Error & { details?: { faults: { pointer: string }[] } }>(
    reading(t, { ...good, contributes }),
  );
  const taken = await t.throwsAsync(
    reading(t, { ...good, contributes: { ...contributes, webhooks: [{ ...webhook, path: 'x' }] } }),
  );

  t.deepEqual(
    error.details?.faults.map(({ pointer }) => pointer),
    [
      '/contributes',
      '/contributes/jobs/0/params',
      '/contributes/webhooks/0/connector',
      '/contributes/webhooks/0/targets/0/pattern',
      '/contributes/webhooks/1/connector',
      '/contributes/webhooks/1/targets/0/pattern',
      '/contributes/jobs/0/connector',
    ],
  );
  t.regex(taken?.message ?? '', /\/contributes\/webhooks\/0\/path/);
});
