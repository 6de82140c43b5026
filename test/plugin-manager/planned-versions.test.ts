import { readdir } from 'node:fs/promises';
import test from 'ava';
import { signal } from '../support/managing-plugins.ts';
import { sevenVersions } from '../support/sweeping-plugins.ts';

const day = 24 * 3_600_000;

test('what a plan counts on that may still be applied is not removed: neither files nor what sources remembered', async (t) => {
  const { plans, manager, world, sweep, folders, remembered, plugins } = await sevenVersions(t);
  world.now = Date.now() + 2 * day;
  const install = [{ id: 'acme/orders', version: '1.0.0' }];
  const plan = await plans.make({ install, remove: [], grants: {}, pinSources: {} }, signal);
  t.deepEqual(plan.problems, []);

  t.deepEqual(await sweep(plan.expiresAt.getTime()), { generations: 3, trees: 1, snapshots: 1 });

  t.true((await readdir(folders.store)).includes(plan.plugins[0]?.treeHash ?? ''));
  t.deepEqual(await remembered(), [1, 3, 4, 5, 6]);
  await manager.apply(plans.take(plan.id, { hash: plan.hash, approve: [], by: 'u1' }), signal);
  t.is(plugins.connector('orders')?.version, '1.0.0');
});

test('what only a plan counted on that is over is removed', async (t) => {
  const { plans, world, sweep, remembered } = await sevenVersions(t);
  world.now = Date.now() + 2 * day;
  const install = [{ id: 'acme/orders', version: '1.0.0' }];
  const { expiresAt } = await plans.make({ install, remove: [], grants: {}, pinSources: {} }, signal);

  t.deepEqual(await sweep(expiresAt.getTime() + 1), { generations: 3, trees: 2, snapshots: 2 });

  t.deepEqual(await remembered(), [3, 4, 5, 6]);
});
