import test from 'ava';
import type { KnownConnector } from '../../host/registry/source.ts';
import { prepareSource } from '../../host/registry/sources/write-source.ts';
import { likeWhole } from '../support/like-whole.ts';
import { intent, openRegistry } from './open-registry.ts';

const files = { slug: 'main', type: 'files', config: { location: 'file:/data' } };

test('a source is stored with the defaults of its settings and the connector that reads it', async (t) => {
  const { registry, store } = await openRegistry(t);

  const source = await registry.createSource(files, intent);

  t.like(source, {
    slug: 'main',
    type: 'files',
    connector: 'agnes/connector-files#files',
    title: 'main',
    config: { location: 'file:/data', glob: '**/*' },
    secretRefs: {},
    isDefault: true,
    enabled: true,
  });
  const [row] = await store.read.selectFrom('sources').select(['config_version', 'created_by']).execute();
  t.deepEqual(row, { config_version: 2, created_by: 'system:host' });
});

test('everything that is wrong with a source is told at once', async (t) => {
  const { registry } = await openRegistry(t);

  const error = await t.throwsAsync(
    registry.createSource(
      { slug: 'my source', type: 'files', config: { glob: 5, locatoin: 'x' }, secrets: { token: 'hunter2' } },
      intent,
    ),
  );

  t.like(error, { code: 'invalid_source', kind: 'invalid', hint: 'Call it "my_source".' });
  const { errors } = (error as unknown as { details: { errors: { loc: string }[] } }).details;
  t.deepEqual(errors.map(({ loc }) => loc).sort(), [
    '/config/',
    '/config/glob',
    '/config/locatoin',
    '/secrets/token',
    '/slug',
  ]);
  t.notRegex(JSON.stringify(errors), /hunter2/);
});

test('a source of a type nobody reads is refused with the types there are', async (t) => {
  const { registry } = await openRegistry(t);

  const error = await t.throwsAsync(registry.createSource({ slug: 'a', type: 'nope' }, intent));

  t.like(error, { code: 'invalid_source' });
  likeWhole(t, error, { details: { errors: [{ loc: '/type', type: 'source_type' }] } });
  t.regex(error?.message ?? '', /files, bigquery, warehouse/);
});

test('a slug is taken in whatever case', async (t) => {
  const { registry } = await openRegistry(t);
  await registry.createSource(files, intent);

  const error = await t.throwsAsync(registry.createSource({ ...files, slug: 'Main' }, intent));

  t.like(error, { code: 'source_exists', kind: 'conflict' });
});

test('the first source of a type is its default until another one takes over', async (t) => {
  const { registry } = await openRegistry(t);
  await registry.createSource(files, intent);
  await registry.createSource({ ...files, slug: 'second' }, intent);
  const before = (await registry.sources()).filter(({ isDefault }) => isDefault);

  await registry.createSource({ ...files, slug: 'third', isDefault: true }, intent);

  const after = (await registry.sources()).filter(({ isDefault }) => isDefault);
  t.deepEqual([before.map(({ slug }) => slug), after.map(({ slug }) => slug)], [['main'], ['third']]);
});

test('settings that name a secret become references, wherever they are', async (t) => {
  const { registry } = await openRegistry(t);

  const { secretRefs } = await registry.createSource(
    {
      slug: 'dwh',
      type: 'warehouse',
      config: { token_env: 'DWH_TOKEN', proxy: { password_env: 'PROXY_PASSWORD' } },
      secrets: { PROXY_PASSWORD: 'SHARED_PROXY_PASSWORD' },
    },
    intent,
  );

  t.deepEqual(secretRefs, { DWH_TOKEN: 'DWH_TOKEN', PROXY_PASSWORD: 'SHARED_PROXY_PASSWORD' });
});

test('a secret in place of its name is refused and not repeated', async (t) => {
  const { registry, store } = await openRegistry(t);

  const error = await t.throwsAsync(
    registry.createSource({ slug: 'dwh', type: 'warehouse', config: { token_env: 'hunter2' } }, intent),
  );

  likeWhole(t, error, { code: 'invalid_source', details: { errors: [{ type: 'secret_reference' }] } });
  t.notRegex(JSON.stringify({ ...error, message: error?.message }), /hunter2/);
  t.deepEqual(await store.read.selectFrom('sources').select('id').execute(), []);
});

test('T78: a source of a local plugin gets no secret by a default, only one that somebody wrote', (t) => {
  const auth = {
    type: 'object',
    default: {},
    properties: { token: { type: 'string', format: 'secret', default: 'KEBOOLA_STORAGE_TOKEN' } },
  };
  const shipped: KnownConnector = {
    type: 'weather',
    plugin: 'evil/weather',
    manifest: { capabilities: { secrets: [{ config: 'auth.token', why: 'Weather.' }] } },
    contribution: {
      config: {
        version: 1,
        schema: {
          type: 'object',
          properties: { auth },
        } as KnownConnector['contribution']['config']['schema'],
      },
    },
  };
  const local = [{ ...shipped, isLocal: true }];
  const draft = { slug: 'weather', type: 'weather' };

  const hint = 'Write the name of the secret into "auth".';
  const error = t.throws(() => prepareSource(draft, local));
  likeWhole(t, error, {
    code: 'invalid_source',
    details: { errors: [{ loc: '/config/auth', type: 'secret_default', hint }] },
  });
  const written = { ...draft, config: { auth: { token: 'WEATHER_TOKEN' } } };
  t.like(prepareSource(written, local).settings, { secretRefs: { WEATHER_TOKEN: 'WEATHER_TOKEN' } });
  const pointed = { ...draft, secrets: { KEBOOLA_STORAGE_TOKEN: 'WEATHER_TOKEN' } };
  t.like(prepareSource(pointed, local).settings, { secretRefs: { KEBOOLA_STORAGE_TOKEN: 'WEATHER_TOKEN' } });
  const { secretRefs } = prepareSource(draft, [shipped]).settings;
  t.deepEqual(secretRefs, { KEBOOLA_STORAGE_TOKEN: 'KEBOOLA_STORAGE_TOKEN' });
});

test('ensuring a source makes it once and writes nothing when nothing changed', async (t) => {
  const { registry, store } = await openRegistry(t);
  const first = await registry.ensureSource(files, intent);

  const second = await registry.ensureSource(files, intent);

  t.is(second, first);
  t.is((await store.read.selectFrom('audit_log').select('seq').execute()).length, 1);
});

test('ensuring a source brings its settings to what the configuration says', async (t) => {
  const { registry, store } = await openRegistry(t);
  const { id } = await registry.ensureSource(files, intent);

  const source = await registry.ensureSource(
    { ...files, title: 'Moved', config: { location: 'file:/new' } },
    intent,
  );

  t.like(source, { id, title: 'Moved', config: { location: 'file:/new', glob: '**/*' } });
  t.is(await registry.source('main'), source);
  const [row] = await store.read.selectFrom('sources').select(['title', 'config']).execute();
  t.deepEqual(
    [row?.title, JSON.parse(row?.config ?? '')],
    ['Moved', { location: 'file:/new', glob: '**/*' }],
  );
});

test('the type of a source never changes', async (t) => {
  const { registry } = await openRegistry(t);
  await registry.ensureSource(files, intent);

  const error = await t.throwsAsync(registry.ensureSource({ slug: 'main', type: 'warehouse' }, intent));

  t.like(error, { code: 'source_exists' });
});

test('a source is found by slug and by id', async (t) => {
  const { registry } = await openRegistry(t);
  const { id } = await registry.createSource(files, intent);

  t.is((await registry.source(id)).slug, 'main');
  t.is((await registry.source('main')).id, id);
  t.like(await t.throwsAsync(registry.source('nope')), { code: 'source_not_found' });
});
