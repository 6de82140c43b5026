import { fileURLToPath } from 'node:url';
import { isPlatformError } from '@agnes/sdk';
import { type FakeHost, fakeHost } from '@agnes/sdk/testing';
import test, { type ExecutionContext } from 'ava';
import type { HookCalls } from '../../host/kernel/hooks.ts';
import manifest from '../fixtures/plugins/sampler/agnes.plugin.json' with { type: 'json' };
import sampler from '../fixtures/plugins/sampler/index.ts';
import { startPlugins } from '../support/start-plugins.ts';
import { tempFolder } from '../support/temp-folder.ts';

type Host = Pick<FakeHost<unknown>, 'call' | 'logs' | 'release'>;
type Open = (t: ExecutionContext) => Promise<Host>;

const settings = { greeting: 'Hello' };
const plan = (slug: string) => ({
  source: { slug, type: 'files' },
  tables: [
    { id: 't1', name: 'orders' },
    { id: 't2', name: 'visits' },
  ],
});
const staged = { ...plan('shop'), table: { id: 't1', name: 'orders' }, rows: 3, sizeBytes: 1, columns: [] };
const rebuilt = (generation: number) => ({ generation, changed: [], removed: [], failed: [], tables: [] });
const bearer = (value: string) => ({ scheme: 'bearer', value }) as const;

const fake: Open = async () => {
  const host = fakeHost({ manifest, settings });
  await sampler.setup(host);
  return host;
};

const real: Open = async (t) => {
  const bundled = fileURLToPath(new URL('../fixtures/plugins', import.meta.url));
  const local = `${await tempFolder(t)}/plugins/local`;
  const started = await startPlugins(t, { bundled, local, store: '' }, { settingsOf: () => settings });
  const { plugins, logs } = started;
  return {
    call: callsTo(plugins.hooks),
    get logs() {
      return logs.map((line) => line.replace('acme/sampler: ', ''));
    },
    release: () => plugins[Symbol.asyncDispose](),
  };
};

/** Takes the attribution off what the host answers: the plugin's own words remain. */
const callsTo = (hooks: HookCalls): Host['call'] => {
  const plain: { readonly [Name in keyof HookCalls]: (input: never) => Promise<unknown> } = {
    beforeExtract: hooks.beforeExtract,
    catalogEnrich: hooks.catalogEnrich,
    beforeQuery: hooks.beforeQuery,
    afterQuery: hooks.afterQuery,
    afterExtract: async (input) =>
      (await hooks.afterExtract(input)).flatMap((one) => ('items' in one ? one.items : [])),
    listResourceBlocks: hooks.listResourceBlocks,
    resolveUser: async (input) => (await hooks.resolveUser(input))?.answer,
    afterRebuild: async (input) => {
      for (const { error } of await hooks.afterRebuild(input)) if (error) throw error;
    },
  };
  const call = (hook: keyof HookCalls, input: never) => plain[hook](input).catch(rethrowCause);
  return call as Host['call'];
};

const rethrowCause = (error: unknown): never => {
  throw isPlatformError(error) && error.code === 'hook_failed' ? error.cause : error;
};

const told = test.macro<[Open]>({
  title: (title = '') => `${title}: a plugin is set up with its settings and released last first`,
  exec: async (t, open) => {
    const host = await open(t);

    await host.release();

    t.deepEqual(host.logs, ['Hello from acme/sampler', 'released last', 'released first']);
  },
});

const narrowing = test.macro<[Open]>({
  title: (title = '') => `${title}: a plan may be narrowed, left alone or vetoed`,
  exec: async (t, open) => {
    const host = await open(t);

    t.deepEqual((await host.call('beforeExtract', plan('narrowed'))).tables, [{ id: 't2', name: 'visits' }]);
    t.deepEqual(await host.call('beforeExtract', plan('untouched')), plan('untouched'));
    await t.throwsAsync(host.call('beforeExtract', plan('paused')), { code: 'vetoed', message: 'Paused.' });
  },
});

const frozen = test.macro<[Open]>({
  title: (title = '') => `${title}: input cannot be changed and null is no answer`,
  exec: async (t, open) => {
    const host = await open(t);

    await t.throwsAsync(host.call('beforeExtract', plan('changed')), { instanceOf: TypeError });
    await t.throwsAsync(host.call('beforeExtract', plan('nothing')), { code: 'hook_result_invalid' });
  },
});

const collecting = test.macro<[Open]>({
  title: (title = '') => `${title}: every tap adds, in order`,
  exec: async (t, open) => {
    const host = await open(t);

    const findings = await host.call('afterExtract', staged);

    t.deepEqual(
      findings.map(({ code, message }) => `${code} ${message}`),
      ['rows 3', 'always Always.'],
    );
  },
});

const bailing = test.macro<[Open]>({
  title: (title = '') => `${title}: a tap answers or passes`,
  exec: async (t, open) => {
    const host = await open(t);

    t.like(await host.call('resolveUser', bearer('ada')), { subject: 'ada' });
    t.is(await host.call('resolveUser', bearer('bob')), undefined);
  },
});

const observing = test.macro<[Open]>({
  title: (title = '') => `${title}: an observer is told, and what it throws is known`,
  exec: async (t, open) => {
    const host = await open(t);

    await host.call('afterRebuild', rebuilt(7));
    await t.throwsAsync(host.call('afterRebuild', rebuilt(0)), { code: 'upstream_error' });

    t.deepEqual(host.logs.slice(1), ['rebuilt 7: 200', 'rebuilt 0: 200']);
  },
});

test('fake', told, fake);
test('real', told, real);
test('fake', narrowing, fake);
test('real', narrowing, real);
test('fake', frozen, fake);
test('real', frozen, real);
test('fake', collecting, fake);
test('real', collecting, real);
test('fake', bailing, fake);
test('real', bailing, real);
test('fake', observing, fake);
test('real', observing, real);
