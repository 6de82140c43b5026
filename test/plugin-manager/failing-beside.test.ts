import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { GenerationLock } from '../../host/kernel/generation-lock.ts';
import type { Plugins } from '../../host/kernel/plugins.ts';
import { managing, signal } from '../support/managing-plugins.ts';

const id = 'acme/orders';
const days = (value: number) => ({ [id]: { days: value } });

/** Takes at most so many days. */
const taking = (maximum: number) => ({
  config: {
    version: 1,
    schema: {
      type: 'object',
      properties: { days: { type: 'integer', title: 'Days', maximum } },
      additionalProperties: false,
    },
  },
});

/** A host whose source `shop` stays at 1.0.0 beside 2.0.0; only the newer one takes more than 5 days. */
const twoVersions = async (t: ExecutionContext) => {
  const lab = await managing(t);
  const { plans, manager, package_, plugins, world, store } = lab;
  world.sources = [{ slug: 'shop', type: 'orders' }];
  const applied = async (asked: object): Promise<GenerationLock> => {
    const plan = await plans.make({ install: [], remove: [], grants: {}, pinSources: {}, ...asked }, signal);
    t.deepEqual(plan.problems, []);
    return manager.apply(plans.take(plan.id, { hash: plan.hash, approve: [], by: 'u1' }), signal);
  };
  const from = async (version: string, most: number) => ({
    source: { type: 'folder', path: await package_(version, taking(most)) },
  });
  await applied({ install: [await from('1.0.0', 5)] });
  const pinned = { install: [await from('2.0.0', 9)], pinSources: { [id]: { shop: '1.0.0' } } };
  const lock = await applied({ ...pinned, config: days(2) });
  const started = async (value: number) =>
    (await plugins.stage({ settingsOf: () => ({ days: value }) })).commit();
  const unproven = ({ generation }: GenerationLock) =>
    store.keep(async (tx) => {
      const rows = tx.updateTable('plugin_generations').set({ committed_at: null });
      await rows.where('generation', '=', generation).execute();
    });
  return { ...lab, applied, lock, started, unproven };
};

const states = (plugins: Pick<Plugins, 'list'>) =>
  plugins.list().map(({ version, state }) => `${version} ${state}`);

test('a version beside that fails as soon as the other one is put in place takes that back', async (t) => {
  const { applied, plugins, manager, lock, started } = await twoVersions(t);
  let swaps = 0;
  plugins.onSwap(async () => {
    swaps += 1;
    if (swaps === 1) await started(8);
  });

  await t.throwsAsync(applied({ config: days(3) }), { code: 'plugin_apply_failed' });

  t.is((await manager.current()).generation, lock.generation);
  t.deepEqual(states(plugins), ['2.0.0 active', '1.0.0 active']);
});

test('a host that ended while it watched a change takes it back when a version beside fails from the start', async (t) => {
  const { applied, plugins, manager, lock, started, unproven } = await twoVersions(t);
  await unproven(await applied({ config: days(3) }));
  await started(8);

  await t.throwsAsync(manager.resume(signal), { code: 'plugin_apply_failed' });

  t.is((await manager.current()).generation, lock.generation);
  t.deepEqual(states(plugins), ['2.0.0 active', '1.0.0 active']);
});

test('a version beside that would not have run before the change either is no reason to take it back', async (t) => {
  const { applied, plugins, manager, lock, started, unproven, folders, parts } = await twoVersions(t);
  const changed = await applied({ config: days(3) });
  await unproven(changed);
  await rm(join(folders.store, lock.plugins.at(-1)?.treeHash ?? ''), { recursive: true, force: true });
  await started(3);

  await manager.resume(signal);

  t.is((await manager.current()).generation, changed.generation);
  t.false(await parts.log.isUnproven(changed));
  t.deepEqual(states(plugins), ['2.0.0 active', 'undefined missing']);
});
