import test, { type ExecutionContext } from 'ava';
import type { GenerationLock } from '../../host/kernel/generation-lock.ts';
import { likeWhole } from '../support/like-whole.ts';
import { managing, signal } from '../support/managing-plugins.ts';
import { connectorManifest, writePlugin } from '../support/plugin-folders.ts';
import { servedRepository } from '../support/served-repository.ts';
import { tempFolder } from '../support/temp-folder.ts';

const hour = 3_600_000;

/** Files of a plugin in a folder of a repository. */
const offered = (version: string, manifest: object = {}, folder = 'plugins/orders') => [
  {
    path: `${folder}/agnes.plugin.json`,
    content: JSON.stringify({ ...connectorManifest('acme/orders', 'orders'), version, ...manifest }),
  },
  { path: `${folder}/connector.ts`, content: `// ${version}` },
];

/** A managed host beside a marketplace. */
const beside = async (t: ExecutionContext) => {
  const managed = await managing(t);
  const { repository, url } = await servedRepository(t);
  const ask = (install: object, more: object = {}) =>
    managed.plans.make({ install: [install], remove: [], grants: {}, pinSources: {}, ...more }, signal);
  const approved = async (install: object, more: object = {}): Promise<GenerationLock> => {
    const { id, hash, problems } = await ask(install, more);
    t.deepEqual(problems, []);
    return managed.manager.apply(managed.plans.take(id, { hash, approve: [], by: 'u1' }), signal);
  };
  const source = { type: 'marketplace', url, plugin: 'acme/orders' } as const;
  return { ...managed, repository, url, ask, approved, source };
};

test('a marketplace is a source: the highest version it offers is found by id and locked with address, folder and commit', async (t) => {
  const { repository, url, ask, approved, source } = await beside(t);
  const commit = await repository.commit([
    ...offered('1.0.0', {}, 'old'),
    ...offered('1.1.0'),
    {
      path: '.claude-plugin/marketplace.json',
      content: '{"name":"acme","owner":{"name":"Acme"},"plugins":[]}',
    },
  ]);

  const lock = await approved({ source });
  const none = await ask({ source: { ...source, plugin: 'acme/other' } });

  t.like(lock.plugins[0], {
    version: '1.1.0',
    source: { type: 'marketplace', url, commit, path: 'plugins/orders', marketplace: 'acme' },
  });
  likeWhole(t, none.problems, [{ id: '', code: 'plugin_not_offered' }]);
  t.regex(none.problems[0]?.message ?? '', /it has acme\/orders/);

  const again = await repository.commit(offered('1.1.0', { description: 'Other bytes.' }));
  const reused = await ask({ source: { ...source, commit: again }, version: '1.1.0' });
  likeWhole(t, reused.problems, [{ code: 'version_reused' }]);
  t.regex(reused.problems[0]?.message ?? '', /^Version reused: "acme\/orders" 1\.1\.0/);
});

test('what a repository did not have before waits 72 hours, and neither an exact version nor what mends an advisory does', async (t) => {
  const { repository, url, ask, approved, source, world } = await beside(t);
  await repository.commit(offered('1.0.0'));
  await approved({ source });
  await repository.commit(offered('1.1.0'));

  const young = await ask({ source });
  world.now += 71 * hour;
  const stillYoung = await ask({ source });
  const named = await ask({ source, version: '1.1.0' });
  const staying = await ask({ source, pin: true });
  const bytes = await repository.commit(offered('1.2.0'));
  const byCommit = await ask({ source: { type: 'git', url, commit: bytes, path: 'plugins/orders' } });
  world.advisories = [{ plugin: 'acme/orders', affected: '<1.1.0', message: 'loses rows' }];
  const mended = await ask({ source });
  world.advisories = [{ plugin: 'acme/orders', affected: '>=1.2.0', message: 'reads too much' }];
  world.now += 100 * hour;
  const bad = await ask({ source });

  likeWhole(t, young.problems, [
    {
      code: 'too_young',
      message: 'acme/orders 1.1.0 is too young; it may be installed in 72 hours, or now as a pin.',
    },
  ]);
  t.regex(stillYoung.problems[0]?.message ?? '', /in 1 hours/);
  t.deepEqual(
    [named, staying, byCommit, mended].map(({ problems }) => problems),
    [[], [], [], []],
  );
  likeWhole(t, bad.problems, [
    { code: 'yanked', message: 'acme/orders 1.2.0 was taken back: reads too much.' },
  ]);
});

test('what plugins need of the host and of each other counts over all that are there, with both sides named', async (t) => {
  const { ask, approved, package_ } = await beside(t);
  const from = (path: string) => ({ source: { type: 'folder', path } as const });
  const dependent = async (range: string, version = '1.2.3') =>
    writePlugin(await tempFolder(t), 'report', {
      'agnes.plugin.json': {
        ...connectorManifest('acme/report', 'report'),
        version,
        dependencies: { plugins: { 'acme/orders': range } },
      },
      'connector.ts': '',
    });
  const missing = await ask(from(await dependent('^1.0.0')));
  await approved(from(await package_('1.0.0')));
  await approved(from(await dependent('^1.0.0')));

  const upgrade = await ask(from(await package_('2.0.0')));
  const removal = await ask({ id: 'acme/orders' }, { install: [], remove: ['acme/orders'] });
  const api = await ask(from(await package_('1.1.0', { api: { connector: 9 } })));
  const feature = await ask(from(await package_('1.2.0', { requires: ['http.broker>=9.0'] })));
  const node = await ask(from(await package_('1.3.0', { engines: { host: '*', node: '<20' } })));
  const both = await ask(from(await package_('2.1.0')), {
    install: [from(await package_('2.1.0')), from(await dependent('^2.0.0', '1.3.0'))],
  });

  t.deepEqual(missing.problems, [
    {
      id: 'acme/orders',
      code: 'unknown',
      message: 'acme/report 1.2.3 needs acme/orders ^1.0.0, of which no version can be installed here.',
    },
  ]);
  likeWhole(t, upgrade.problems, [{ code: 'conflict' }]);
  t.is(
    upgrade.problems[0]?.message,
    'acme/report 1.2.3 needs acme/orders ^1.0.0, and 2.0.0 is to be there; the nearest version that can be installed is 1.0.0.',
  );
  likeWhole(t, removal.problems, [{ code: 'unknown' }]);
  likeWhole(
    t,
    [api, feature, node].map(({ problems }) => problems[0]?.code),
    ['api', 'feature', 'feature'],
  );
  t.deepEqual(both.problems, []);
});

test('one source stays at a version or tries another beside the one for all, and goes back with the generation', async (t) => {
  const { ask, approved, package_, plugins, world, manager } = await beside(t);
  world.sources = ['shop', 'web'].map((slug) => ({ slug, type: 'orders' }));
  const from = (path: string, sources?: readonly string[]) => ({
    source: { type: 'folder', path } as const,
    ...(sources && { sources }),
  });
  const read = () => ['shop', 'web'].map((slug) => plugins.connector('orders', slug)?.version);
  await approved(from(await package_('1.0.0')));

  const next = await package_('2.0.0');
  const pins = { 'acme/orders': { shop: '1.0.0' } };
  const staying = await ask(from(next), { pinSources: pins });
  await approved(from(next), { pinSources: pins });
  t.deepEqual(read(), ['1.0.0', '2.0.0']);
  likeWhole(t, staying.actions, [
    { to: '2.0.0', moves: [{ source: 'web', from: '1.0.0', to: '2.0.0' }] },
    { from: '1.0.0', to: '1.0.0', sources: ['shop'] },
  ]);

  await approved(from(await package_('3.0.0'), ['web']));
  t.deepEqual(read(), ['1.0.0', '3.0.0']);
  const freed = await approved({}, { install: [], pinSources: { 'acme/orders': { shop: null, web: null } } });
  t.deepEqual(read(), ['2.0.0', '2.0.0']);
  t.is(freed.plugins.length, 1);
  await manager.rollback(undefined);
  t.deepEqual(read(), ['1.0.0', '3.0.0']);

  const wrong = await ask(
    {},
    { install: [], pinSources: { 'acme/orders': { none: '1.0.0', shop: '9.0.0' } } },
  );
  likeWhole(
    t,
    wrong.problems.map(({ code }) => code),
    ['pin', 'source_unknown'],
  );
});
