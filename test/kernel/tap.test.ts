import { type ExtractPlan, type HookName, Veto } from '@agnes/sdk';
import test from 'ava';
import { attributionNow } from '../../host/kernel/attribution.ts';
import { hookRules } from '../../host/kernel/hook-rules.ts';
import { createHooks } from '../../host/kernel/hooks.ts';
import { PluginHealth } from '../../host/kernel/plugin-health.ts';
import { Taps } from '../../host/kernel/tap.ts';

const plugin = 'acme/guard';
const source = { slug: 'shop', type: 'files' };
const orders = { id: 't1', name: 'orders', maxRows: 10 };
const visits = { id: 't2', name: 'visits' };
const plan: ExtractPlan = { source, tables: [orders, visits] };
const staged = { source, table: { id: 't1', name: 'orders' }, rows: 1, sizeBytes: 1, columns: [] };
const credential = { scheme: 'bearer', value: 'x' } as const;

const tapping = (hook: HookName, listener: (input: never) => unknown) => {
  const hooks = createHooks();
  const conditions = { raise: async () => {}, clear: async () => {} };
  const health = new PluginHealth({ plugin, conditions, now: () => 0, log: () => {} });
  const quick = { ...hookRules.afterExtract, timeoutMs: 20 };
  const taps = new Taps({
    plugin,
    version: '1.2.3',
    hooks,
    health,
    rules: { ...hookRules, afterExtract: quick },
  });
  // Plugins are JavaScript: they may hand over what the types forbid.
  taps.add(hook, listener as never);
  taps.goLive();
  return { hooks, taps, health };
};

test('a tap gets a copy that it cannot change', async (t) => {
  const { hooks } = tapping('beforeExtract', (input: { tables: unknown[] }) => {
    input.tables.pop();
  });

  const error = await t.throwsAsync(hooks.beforeExtract.call(plan), { code: 'hook_failed' });

  t.true(error.cause instanceof TypeError);
  t.is(plan.tables.length, 2);
});

test('what a tap throws names the plugin and the hook, and keeps the cause', async (t) => {
  const cause = new RangeError('no disk');
  const { hooks } = tapping('beforeExtract', () => {
    throw cause;
  });

  const error = await t.throwsAsync(hooks.beforeExtract.call(plan), {
    code: 'hook_failed',
    message: 'Plugin "acme/guard" failed in "beforeExtract": no disk',
  });

  t.is(error.cause, cause);
});

test('a veto stays a veto and names the plugin', async (t) => {
  const { hooks, health } = tapping('beforeExtract', () => {
    throw Veto({ reason: 'Paused until Monday.' });
  });

  const error = await t.throwsAsync(hooks.beforeExtract.call(plan), {
    code: 'vetoed',
    message: 'Paused until Monday.',
  });

  t.like(error, { details: { plugin } });
  t.is(health.lastError, undefined);
});

test('a tap that is late has failed', async (t) => {
  const { hooks } = tapping('afterExtract', () => new Promise(() => {}));

  const [collected] = await hooks.afterExtract.call(staged);

  t.like(collected, {
    plugin,
    error: {
      code: 'hook_failed',
      message: 'Plugin "acme/guard" failed in "afterExtract": no answer within 20 ms.',
    },
  });
});

test('a plan may lose tables and get lower caps', async (t) => {
  const { hooks } = tapping('beforeExtract', () => ({ source, tables: [{ ...visits, maxRows: 5 }] }));

  t.deepEqual(await hooks.beforeExtract.call(plan), { source, tables: [{ ...visits, maxRows: 5 }] });
});

test('a plan that is returned as it came is taken', async (t) => {
  const { hooks } = tapping('beforeExtract', (input: ExtractPlan) => input);

  t.deepEqual(await hooks.beforeExtract.call(plan), plan);
});

const refused = test.macro<[unknown, RegExp]>({
  title: (title) => `a plan may not ${title}`,
  exec: async (t, answer, reason) => {
    const { hooks } = tapping('beforeExtract', () => answer);

    const error = await t.throwsAsync(hooks.beforeExtract.call(plan), { code: 'hook_failed' });

    t.regex(error.message, reason);
    t.like(error.cause, { code: 'hook_result_invalid' });
  },
});

test(
  'gain a table',
  refused,
  { source, tables: [{ id: 't3', name: 'pay' }] },
  /table "pay", which was not planned/,
);
test(
  'rename a table',
  refused,
  { source, tables: [{ id: 't1', name: 'pay' }] },
  /table "pay", which was not planned/,
);
test(
  'raise a cap',
  refused,
  { source, tables: [{ ...orders, maxRows: 11 }] },
  /higher maxRows for "orders" than 10/,
);
test(
  'lift a cap',
  refused,
  { source, tables: [{ id: 't1', name: 'orders' }] },
  /higher maxRows for "orders" than 10/,
);
test('name a table twice', refused, { source, tables: [orders, orders] }, /a table named twice/);
test('change the source', refused, { source: { ...source, slug: 'crm' }, tables: [] }, /another source/);
test('hold more than a plan holds', refused, { ...plan, sql: 'x' }, /"sql" is not a known key/);
test('be null', refused, null, /must be object/);

test('a finding that is none is refused', async (t) => {
  const { hooks } = tapping('afterExtract', () => [{ severity: 'blok', code: 'x', message: 'y' }]);

  const [collected] = await hooks.afterExtract.call(staged);

  t.like(collected, { error: { code: 'hook_failed' } });
});

test('a collecting tap that returns nothing is refused: nobody can say whether it looked', async (t) => {
  const { hooks } = tapping('afterExtract', () => undefined);

  const [collected] = await hooks.afterExtract.call(staged);

  t.like(collected, { error: { code: 'hook_failed' } });
});

test('null is no claim and no pass', async (t) => {
  const { hooks } = tapping('resolveUser', () => null);

  await t.throwsAsync(hooks.resolveUser.call(credential), { code: 'hook_failed' });
});

test('while a tap runs, whatever it starts is known to be its own', async (t) => {
  const seen: ReturnType<typeof attributionNow>[] = [];
  const { hooks } = tapping('afterRebuild', async () => {
    await Promise.resolve();
    seen.push(attributionNow());
  });

  await hooks.afterRebuild.call({ generation: 1, changed: [], removed: [], failed: [], tables: [] });

  t.deepEqual(
    seen.map((one) => one && { plugin: one.plugin, version: one.version, during: one.during }),
    [{ plugin, version: '1.2.3', during: 'afterRebuild' }],
  );
  t.is(attributionNow(), undefined);
});

test('a plugin that failed three times is not called, and the error says why', async (t) => {
  let calls = 0;
  const { hooks, taps } = tapping('afterExtract', () => {
    calls += 1;
    throw new Error('no disk');
  });
  await hooks.afterExtract.call(staged);
  await hooks.afterExtract.call(staged);
  await hooks.afterExtract.call(staged);

  const [collected] = await hooks.afterExtract.call(staged);

  t.is(calls, 3);
  t.like(taps.figures('afterExtract'), { calls: 3, failures: 3 });
  t.like(collected, { error: { code: 'plugin_unavailable' } });
});
