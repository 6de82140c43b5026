import { join } from 'node:path';
import { UpstreamError } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import { PluginHealth } from '../../host/kernel/plugin-health.ts';
import { reportRefused } from '../../host/kernel/refused.ts';
import { Conditions } from '../../host/store/conditions.ts';
import { freshStore } from '../support/fresh-store.ts';
import { tempFolder } from '../support/temp-folder.ts';

const error = UpstreamError({ reason: 'no disk' });

const healthOf = async (t: ExecutionContext) => {
  const clock = { now: Date.UTC(2026, 0, 1) };
  const now = () => clock.now;
  const store = await freshStore({
    folder: join(await tempFolder(t), 'state'),
    now,
    hostVersion: '0.1.0',
  });
  t.teardown(() => store[Symbol.asyncDispose]());
  const conditions = new Conditions({ store, now });
  const health = new PluginHealth({ plugin: 'acme/guard', conditions, now, log: (line) => t.log(line) });
  return { clock, conditions, health };
};

test('a plugin that fails often is degraded, says until when, and is a condition', async (t) => {
  const { health, conditions } = await healthOf(t);

  await health.failed(error);
  await health.failed(error);
  await health.failed(error);

  t.like(health.standing(), {
    state: 'degraded',
    reason: 'It failed too often, last with: no disk',
    nextAction: 'Fix the plugin or its settings; it is tried again after 2026-01-01T00:00:01.000+00:00.',
    lastError: { code: 'upstream_error' },
  });
  t.like(await conditions.open(), [
    { subjectType: 'plugin', subjectId: 'acme/guard', code: 'plugin_degraded', severity: 'warning' },
  ]);
});

test('when a probe succeeds the plugin is active again and the condition is over', async (t) => {
  const { health, conditions, clock } = await healthOf(t);
  await health.failed(error);
  await health.failed(error);
  await health.failed(error);
  clock.now += 1000;
  health.admits();

  await health.succeeded();

  t.like(health.standing(), { state: 'active', since: clock.now });
  t.deepEqual(await conditions.open(), []);
});

test('a plugin that never succeeds is tripped, with one condition that says so', async (t) => {
  const { health, conditions } = await healthOf(t);

  for (const failure of Array(8).fill(error)) await health.failed(failure);

  t.is(health.standing().state, 'tripped');
  t.like(await conditions.open(), [{ code: 'plugin_tripped', severity: 'error' }]);
  t.is((await conditions.open()).length, 1);
});

test('a condition that cannot be kept is logged and fails nothing', async (t) => {
  const logs: string[] = [];
  const down = () => Promise.reject(new Error('closed'));
  const conditions = { raise: down, clear: down };
  const log = (line: string) => void logs.push(line);
  const health = new PluginHealth({ plugin: 'acme/guard', conditions, now: () => 0, log });
  await health.failed(error);
  await health.failed(error);

  await health.failed(error);

  t.deepEqual(logs, ['The condition of plugin "acme/guard" was not kept: Error: closed']);
});

test('a plugin that was replaced is told of no more, however often what it left behind fails', async (t) => {
  const { health, conditions } = await healthOf(t);
  await health.failed(error);

  health.retire();
  for (const failure of Array(8).fill(error)) await health.failed(failure);

  t.is(health.standing().state, 'active');
  t.deepEqual(await conditions.open(), []);
});

test('a plugin that is tripped while others are told of after a swap stays a condition', async (t) => {
  const { health, conditions } = await healthOf(t);
  const standing = { state: 'failed', since: 0, reason: 'it is broken' } as const;
  const meanwhile = {
    raise: async (fault: Parameters<Conditions['raise']>[0]) => {
      for (const failure of Array(8).fill(error)) await health.failed(failure);
      await conditions.raise(fault);
    },
    clear: conditions.clear.bind(conditions),
    open: () => conditions.open(),
  };

  await reportRefused(() => [{ id: 'acme/broken', standing }], meanwhile);

  const codes = (await conditions.open()).map(({ subjectId, code }) => [subjectId, code]);
  t.deepEqual(codes.toSorted(), [
    ['acme/broken', 'plugin_failed'],
    ['acme/guard', 'plugin_tripped'],
  ]);
});
