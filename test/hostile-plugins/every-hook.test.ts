import type { HookName } from '@agnes/sdk';
import test, { type ExecutionContext } from 'ava';
import { attributionNow } from '../../host/kernel/attribution.ts';
import { hookRules } from '../../host/kernel/hook-rules.ts';
import { hookSamples } from '../../host/kernel/hook-samples.ts';
import { createHooks, type HookTable } from '../../host/kernel/hooks.ts';
import { PluginHealth } from '../../host/kernel/plugin-health.ts';
import { Taps } from '../../host/kernel/tap.ts';

// What has a sample is every hook there is: the compiler holds the table of samples to that.
const names = Object.keys(hookSamples) as readonly HookName[];

const trap = () => {
  throw new Error('a trap');
};
const cyclic: unknown[] = [];
cyclic.push(cyclic);

/** What can be copied, and what no hook that goes on with an answer takes for one; who only watches may say it. */
const wrongData: Readonly<Record<string, () => unknown>> = {
  null: () => null,
  'a number': () => 7,
  'a text': () => 'fine',
  'a list of nothing': () => [null],
  'an object of nothing': () => ({}),
  'a list that is none': () => ({ length: 3 }),
  'a promise of null': async () => null,
  'a bigint': () => 10n,
  'a map': () => new Map([['tables', []]]),
  'a date': () => new Date(0),
  'a list of itself': () => cyclic,
};

/** What cannot even be copied. */
const noData: Readonly<Record<string, () => unknown>> = {
  'a function': () => () => [],
  'a symbol': () => Symbol('x'),
  'a proxy that throws': () => new Proxy([], { get: trap, ownKeys: trap, getPrototypeOf: trap }),
  'a getter that throws': () => Object.defineProperty({}, 'tables', { enumerable: true, get: trap }),
  'a thenable that throws': () => Object.defineProperty({}, 'then', { get: trap }),
};

const neverSettles = () => new Promise(() => {});
const deafThenable = () => Object.defineProperty({}, 'then', { value: () => {} });
const endless: readonly (() => unknown)[] = [neverSettles, deafThenable];

const deeds: Readonly<Record<string, () => unknown>> = {
  'throws nothing': () => {
    throw undefined;
  },
  'throws what throws': () => {
    throw new Proxy({}, { get: trap, has: trap, getPrototypeOf: trap });
  },
  'rejects with null': () => Promise.reject(null),
  'never settles': neverSettles,
  'is a thenable that never settles': deafThenable,
};

/** A hook with a plugin that does its worst, and one behind it that is honest. */
const among = (hook: HookName, listener: () => unknown) => {
  const hooks: HookTable = createHooks();
  const told: string[] = [];
  const conditions = { raise: async () => {}, clear: async () => {} };
  // Only who never answers is waited for shortly.
  const isEndless = endless.includes(listener);
  const rules = isEndless ? { ...hookRules, [hook]: { ...hookRules[hook], timeoutMs: 20 } } : hookRules;
  const plugged = (plugin: string, tap: () => unknown) => {
    const health = new PluginHealth({ plugin, conditions, now: () => 0, log: () => {} });
    const taps = new Taps({ plugin, version: '1.2.3', hooks, health, rules });
    // Plugins are JavaScript: they may answer what the types forbid.
    taps.add(hook, tap as never);
    taps.goLive();
    return health;
  };
  const health = plugged('hostile/one', listener);
  plugged('honest/one', () => {
    told.push(hook);
    return isCollecting(hooks[hook]) ? [] : undefined;
  });
  // Hook and sample of one name agree by construction; the compiler cannot follow it through the union.
  const call = hooks[hook].call as (input: unknown) => Promise<unknown>;
  return { told, health, call: () => call(hookSamples[hook]) };
};

const isCollecting = ({ kind }: { readonly kind: string }): boolean => kind === 'collect';

/** How a call ended: what is said of the hostile plugin, and whether the call failed as a whole. */
const endOf = async (call: () => Promise<unknown>) => {
  try {
    const settled = await call();
    const own = [settled].flat().find((one) => Object(one).plugin === 'hostile/one');
    return { message: String(Object(own).error?.message ?? ''), isWhole: false };
  } catch (cause) {
    return { message: cause instanceof Error ? cause.message : String(cause), isWhole: true };
  }
};

/** Hooks whose taps pass something on fail as a whole, the others go on without the one. */
const failsWhole = (kind: string): boolean => kind === 'waterfall' || kind === 'bail';

for (const hook of names) {
  const { kind } = createHooks()[hook];
  const named = { ...deeds, ...noData, ...(kind === 'observe' ? {} : wrongData) };

  test(`a tap of ${hook} that throws, is late, answers nonsense or throws later is named, and nobody else`, async (t) => {
    for (const [what, deed] of Object.entries(named)) {
      const { call, told, health } = among(hook, deed);
      const { message, isWhole } = await endOf(call);
      t.true(message.startsWith(`Plugin "hostile/one" failed in "${hook}": `), `${what}: ${message}`);
      t.is(isWhole, failsWhole(kind), what);
      t.deepEqual(told, isWhole ? [] : [hook], what);
      t.is(health.lastError?.code, 'hook_failed', what);
    }
    await laterIsNamed(t, hook);
  });
}

test('what those answer who only watch comes to nothing', async (t) => {
  for (const hook of names.filter((name) => createHooks()[name].kind === 'observe')) {
    for (const [what, deed] of Object.entries(wrongData)) {
      const { call, told, health } = among(hook, deed);
      t.deepEqual(await endOf(call), { message: '', isWhole: false }, `${hook} ${what}`);
      t.deepEqual([told, health.lastError], [[hook], undefined], `${hook} ${what}`);
    }
  }
});

/** What is thrown from a timer comes to the handlers of the process, which ask whose it is. */
const laterIsNamed = async (t: ExecutionContext, hook: HookName): Promise<void> => {
  const later = Promise.withResolvers<ReturnType<typeof attributionNow>>();
  const { call, health } = among(hook, () => {
    setTimeout(() => later.resolve(attributionNow()), 1);
    return isCollecting(createHooks()[hook]) ? [] : undefined;
  });
  await call();
  t.is(health.lastError, undefined);
  const owner = await later.promise;
  t.like(owner ?? {}, { plugin: 'hostile/one', during: hook });
  owner?.blame?.(new Error('from a timer'));
  t.is(health.lastError?.message, `Plugin "hostile/one" failed in "${hook}": from a timer`);
};
