import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'ava';
import { firstStep, type Halving, nextStep, stepsLeft } from '../../host/plugin-manager/diagnosis/halving.ts';
import { diagnosing } from '../support/diagnosing-plugins.ts';
import { managing, signal } from '../support/managing-plugins.ts';
import { connectorManifest, writePlugin } from '../support/plugin-folders.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Searches until the end; it breaks whenever `breaks` says so of what is on. */
const searchedFor = (all: readonly string[], breaks: (on: readonly string[]) => boolean) => {
  let at: Halving = firstStep(all);
  let looks = 0;
  const promised = stepsLeft(at);
  for (;;) {
    looks += 1;
    const next = nextStep(at, breaks(at.on) ? 'bad' : 'good');
    if ('culprit' in next) return { culprit: next.culprit, isAsPromised: looks <= promised };
    at = next;
  }
};

test('halving finds the one that breaks wherever it is, and names none when it is none or takes two', (t) => {
  const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  for (const count of [1, 2, 3, 7]) {
    const some = all.slice(0, count);
    for (const culprit of some)
      t.deepEqual(
        searchedFor(some, (on) => on.includes(culprit)),
        { culprit, isAsPromised: true },
        `${culprit} of ${count}`,
      );
  }
  t.is(searchedFor(all, () => true).culprit, null);
  t.is(searchedFor(all, (on) => on.includes('a') && on.includes('g')).culprit, null);
});

const three = async (t: Parameters<typeof managing>[0]) => {
  const managed = await managing(t);
  const { plans, manager } = managed;
  const sources = await Promise.all(
    ['one', 'two', 'three'].map(async (slug) => ({
      type: 'folder' as const,
      path: await writePlugin(await tempFolder(t), slug, {
        'agnes.plugin.json': connectorManifest(`acme/${slug}`, slug),
        'connector.ts': '',
      }),
    })),
  );
  const plan = await plans.make(
    { install: sources.map((source) => ({ source })), remove: [], grants: {}, pinSources: {} },
    signal,
  );
  await manager.apply(plans.take(plan.id, { hash: plan.hash, approve: [], by: 'u1' }), signal);
  const active = () =>
    managed.plugins
      .list()
      .filter(({ state }) => state === 'active')
      .map(({ id }) => id);
  return { ...managed, ...diagnosing(managed), active };
};

test('a search goes on after a restart, lets nobody else change plugins, and ends where it began with the culprit named', async (t) => {
  const { manager, search, active, generations, parts, world } = await three(t);
  const before = await manager.current();

  world.required = ['acme/one', 'acme/three', 'acme/two'];
  await t.throwsAsync(search().start(undefined, 'u1'), { code: 'bisect_nothing' });
  world.required = [];
  t.like(await search().start(undefined, 'u1'), { current: 3, search: { on: [], outcome: 'running' } });
  t.deepEqual(active(), []);
  await t.throwsAsync(search().start(undefined, 'u1'), { code: 'bisect_running' });
  await t.throwsAsync(manager.rollback(1), { code: 'bisect_running' });
  const asked = { by: 'u1', note: async () => {} };
  await t.throwsAsync(manager.setEnabled('acme/one', true, asked), { code: 'bisect_running' });
  t.deepEqual(parts.forgiven, []);
  await t.throwsAsync(manager.nextGeneration(3), { code: 'bisect_running' });
  // Each answer from a search of its own, as after a restart.
  let view = await search().answer('good');
  t.deepEqual(active(), ['acme/one']);
  while (view.search?.outcome === 'running')
    view = await search().answer(active().includes('acme/two') ? 'bad' : 'good');

  t.like(view, { current: before.generation, search: { outcome: 'found', culprit: 'acme/two' } });
  t.deepEqual(await manager.current(), before);
  t.is(active().length, 3);
  t.deepEqual((await readdir(generations)).sort(), [
    '000001.lock.json',
    '000002.lock.json',
    'current.copy.json',
    'current.json',
  ]);
  t.true(
    (await manager.records()).some(
      ({ lock, status }) => lock.reason.startsWith('bisect step') && status === 'rolled_back',
    ),
  );
  await t.throwsAsync(search().answer('good'), { code: 'bisect_not_running' });
  await t.throwsAsync(search().stop(), { code: 'bisect_not_running' });
  t.like(await manager.setEnabled('acme/two', false, asked), { state: 'disabled' });
  // What cannot be read keeps nobody out.
  await writeFile(join(dirname(generations), 'bisect.json'), 'x');
  await parts.bisectFile.refuseWhileRunning();
});

test('a step that a crash kept from its place is put there, and the answer to it is asked for again', async (t) => {
  const { search, active, parts, manager } = await three(t);
  const { search: state } = await search().start(undefined, 'u1');
  await parts.bisectFile.write({ ...(state ?? t.fail()), on: ['acme/three'], step: 0 } as NonNullable<
    typeof state
  >);

  await t.throwsAsync(search().answer('bad'), { code: 'bisect_step_lost' });

  t.deepEqual(active(), ['acme/three']);
  t.like(await search().stop(), { current: 2, search: { outcome: 'stopped', isRestored: true } });
  // One that had ended and was not yet back is only finished.
  const begun = await search().start(undefined, 'u1');
  const over = { ...begun.search, outcome: 'found', culprit: 'acme/one' } as NonNullable<typeof state>;
  await parts.bisectFile.write(over);
  t.like(await search().answer('good'), { current: 2, search: { culprit: 'acme/one' } });
  t.is((await manager.current()).generation, 2);
});

test('with a generation in which all was well only what is another since is searched, as it was there', async (t) => {
  const { manager, search, active, plugins, package_, install } = await three(t);
  await install(await package_('1.0.0'));
  await install(await package_('1.1.0'));
  const { generation } = await manager.current();

  const { search: state } = await search().start(generation - 1, 'u1');

  t.deepEqual(state?.all, ['acme/orders']);
  t.is(plugins.connector('orders')?.version, '1.0.0');
  t.is(active().length, 4);
  t.like(await search().answer('good'), { current: generation, search: { culprit: 'acme/orders' } });
  t.is(plugins.connector('orders')?.version, '1.1.0');
  await t.throwsAsync(search().start(generation, 'u1'), { code: 'bisect_nothing' });
  await t.throwsAsync(search().start(99, 'u1'), { code: 'generation_not_found' });
});

test('settings that are changed during a search stay when it ends, and become a generation then', async (t) => {
  const { search, manager, beside } = await three(t);
  await search().start(undefined, 'u1');
  const said = { plugins: { 'acme/one': { settings: { days: 3 } } } };
  await writeFile(beside.overlay, JSON.stringify(said));

  const { current } = await search().stop();

  t.deepEqual((await beside.written()).overlay, said);
  t.like(await manager.takeOver('u1'), { parent: current, reason: 'Settings of acme/one were changed' });
});

test('a plugin that was put away for ending the host is not searched, and so never tried again by a search', async (t) => {
  const { search, manager, world } = await three(t);
  world.putAway = ['acme/two'];

  const { search: state } = await search().start(undefined, 'u1');

  t.deepEqual(state?.all, ['acme/one', 'acme/three']);
  const { plugins } = await manager.current();
  t.deepEqual(
    plugins.filter(({ enabled }) => enabled).map(({ id }) => id),
    ['acme/two'],
  );
});

test('a search from a generation with settings or state of another version is refused, with the plugin named', async (t) => {
  const { search, manager, package_, install } = await three(t);
  const { generation } = await install(await package_('1.0.0'));
  await install(await package_('2.0.0', { state: { version: 2 } }));

  await t.throwsAsync(search().start(generation, 'u1'), {
    code: 'bisect_other_versions',
    message: /"acme\/orders" has settings or state of another version than in generation 3/,
  });
  t.is((await manager.current()).generation, generation + 1);
});
