import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { newerFacts } from '../../host/plugin-manager/diagnosis/newer-facts.ts';
import { stateFacts } from '../../host/plugin-manager/diagnosis/state-facts.ts';
import { diagnosing, upgraded } from '../support/diagnosing-plugins.ts';
import { likeWhole } from '../support/like-whole.ts';
import { managing, network } from '../support/managing-plugins.ts';

const asked = { by: 'u1', note: async () => {} };

test('why tells who brought a version, who pinned it, and why a newer one is not taken; doctor sees the pin', async (t) => {
  const { diagnosis, manager } = await upgraded(t);

  const told = await diagnosis.why('acme/orders');

  t.like(told, {
    id: 'acme/orders',
    state: 'active',
    reason: null,
    owner: 'ada@example.com',
    next_action: null,
  });
  const at = '1970-01-01T00:00:00.000+00:00';
  t.deepEqual(told.because, [
    {
      fact: `Version 1.0.0 came with generation 4, made by ada@example.com, at ${at} (acme/orders 1.1.0 → 1.0.0).`,
      source: 'generation 4',
    },
    {
      fact: `It is pinned to 1.0.0 since generation 4, made by ada@example.com, at ${at} (acme/orders 1.1.0 → 1.0.0).`,
      source: 'generation 4',
    },
    { fact: 'Version 1.1.0 is not taken because 1.0.0 is pinned.', source: 'pin' },
  ]);
  const { ok, checks } = await diagnosis.doctor();
  t.true(ok);
  t.deepEqual(
    checks.filter(({ status }) => status !== 'ok').map(({ name, plugin }) => [name, plugin]),
    [['pin', 'acme/orders']],
  );
  await manager.setEnabled('acme/orders', false, asked);
  const off = await diagnosis.why('acme/orders');
  t.is(off.state, 'disabled');
  t.regex(off.next_action ?? '', /acme\/orders\/enable/);
  t.regex(off.because[1]?.fact ?? '', /^It is switched off since generation 5, made by ada@example\.com/);
  await t.throwsAsync(diagnosis.why('acme/none'), { code: 'plugin_not_found' });
});

test('what a version asks of a host beside its number is told, of the one that is there and of newer ones', async (t) => {
  const { manager, parts, plugins } = await upgraded(t);
  const [pinned] = (await manager.current()).plugins;
  const records = await manager.records();
  const newest = records.find(({ lock }) => lock.generation === 3)?.lock.plugins[0];
  if (!pinned || !newest) return t.fail('there are two versions');
  const { pinned: _, ...entry } = pinned;
  const { manifest, ...rest } = await parts.packages.stored(newest);
  const told = async (asks: object, range = '*') => {
    const stored = async () => ({ ...rest, manifest: { ...manifest, ...asks } });
    const judging = { entry: { ...entry, requested: range }, records, hostVersion: '0.1.0', stored };
    return (await newerFacts(judging)).map(({ fact }) => fact);
  };
  const [state] = plugins.list();
  const of = (asks: object) =>
    stateFacts({
      state: state && { ...state, state: 'incompatible' },
      entry,
      declared: { ...manifest, capabilities: {}, ...asks },
      hooks: [],
      hostVersion: '0.1.0',
      storeFault: undefined,
    }).map(({ fact }) => fact);

  t.deepEqual(await told({}), ['Version 1.1.0 is known and would fit: plan it to have it.']);
  t.deepEqual(await told({}, '1.0.x'), ['Version 1.1.0 is not in 1.0.x, which is wanted.']);
  t.deepEqual(await told({ api: { hooks: 9 } }), ['Version 1.1.0 uses hooks 9; this host serves 1.']);
  t.deepEqual(await told({ requires: ['moon'] }), [
    'Version 1.1.0 needs the feature moon, which this host does not have.',
  ]);
  t.deepEqual(of({ api: { hooks: 9 } }), ['It uses hooks 9; this host serves 1.']);
  t.deepEqual(of({ engines: { host: '^7.0.0' } }), ['It is made for hosts ^7.0.0; this one is 0.1.0.']);
});

test('the difference of two generations names versions, capabilities, settings and files', async (t) => {
  const { diagnosis, manager, folders } = await upgraded(t);
  const nothing = { added: [], removed: [] };

  t.deepEqual(await diagnosis.diff(2, 3), {
    from: 2,
    to: 3,
    plugins: [
      {
        id: 'acme/orders',
        from: '1.0.0',
        to: '1.1.0',
        enabled: { from: true, to: true },
        pinned: { from: false, to: false },
        capabilities: { added: ['network:api.example.com'], removed: [] },
        config: { changed: false, secrets: nothing },
        files: { added: [], removed: [], changed: ['agnes.plugin.json', 'connector.ts'] },
      },
    ],
  });
  likeWhole(t, await diagnosis.diff(undefined, undefined), {
    from: 3,
    to: 4,
    plugins: [{ pinned: { to: true } }],
  });
  likeWhole(t, await diagnosis.diff(0, 2), { plugins: [{ from: null, to: '1.0.0' }] });
  t.deepEqual((await diagnosis.diff(3, 3)).plugins, []);
  await t.throwsAsync(diagnosis.diff(9, 2), { code: 'generation_not_found' });
  const gone = (await manager.records()).find(({ lock }) => lock.generation === 3)?.lock.plugins[0]?.treeHash;
  await rm(join(folders.store, gone ?? ''), { recursive: true });
  t.is((await diagnosis.diff(2, 3)).plugins[0]?.files, undefined);
  t.like(
    (await diagnosis.doctor()).checks.find(({ name }) => name === 'rollback'),
    { status: 'warn', plugin: 'acme/orders' },
  );
});

test('a change that the end of the host kept from being watched is told, and who removed a plugin', async (t) => {
  const { diagnosis, manager, world, parts, plans } = await upgraded(t);
  world.now = 120_000;
  const current = await parts.files.read((await manager.current()).generation);
  await parts.log.activated(current);

  t.like(
    (await diagnosis.doctor()).checks.find(({ name }) => name === 'watch'),
    { status: 'warn', message: 'Generation 4 was not watched to the end: the host ended in the meantime.' },
  );
  const removal = await plans.make(
    { install: [], remove: ['acme/orders'], grants: {}, pinSources: {} },
    AbortSignal.timeout(60_000),
  );
  await manager.apply(
    plans.take(removal.id, { hash: removal.hash, approve: [], by: 'u1' }),
    AbortSignal.timeout(60_000),
  );
  t.like(await diagnosis.why('acme/orders'), { state: 'removed', owner: 'ada@example.com' });
});

test('why tells what was not granted and what a version that did not prove itself said; doctor misses its secret', async (t) => {
  const managed = await managing(t);
  const { diagnosis, world } = diagnosing(managed);
  const { package_, plans, manager, install, world: host } = managed;
  host.settings = { api_token: 'ORDERS_TOKEN' };
  const config = { version: 1, schema: { type: 'object', properties: { api_token: { type: 'string' } } } };
  const capabilities = { network, secrets: [{ config: 'api_token', why: 'to sign in' }] };
  const source = { type: 'folder', path: await package_('1.0.0', { config, capabilities }) } as const;
  const grants = { 'acme/orders': ['secrets:api_token'] };
  const { signal } = new AbortController();
  const { id, hash } = await plans.make(
    { install: [{ source, version: '^1.0.0' }], remove: [], grants, pinSources: {} },
    signal,
  );
  await manager.apply(plans.take(id, { hash, approve: grants['acme/orders'], by: 'u1' }), signal);
  host.settings = {};
  host.probe = () => Promise.reject(new RangeError('the source says no'));
  await t.throwsAsync(install(await package_('1.1.0')), { message: 'the source says no' });

  const { because } = await diagnosis.why('acme/orders');

  t.deepEqual(because.slice(1), [
    {
      fact: 'It asks for network:api.example.com and is not granted it. The author says: to read orders',
      source: 'capabilities',
    },
    {
      fact: 'Version 1.1.0 was tried as generation 3 and did not prove itself: the source says no',
      source: 'generation 3',
    },
  ]);
  const missing = async () =>
    (await diagnosis.doctor()).checks.filter(({ name }) => name === 'secret').length;
  t.is(await missing(), 1);
  world.secrets = ['ORDERS_TOKEN'];
  t.is(await missing(), 0);
});
