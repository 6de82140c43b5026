import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { HostClient } from '../support/host-client.ts';
import { insider, installedInsiders } from '../support/installed-plugins.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { untilFile } from '../support/until-file.ts';

interface Deed {
  /** Body of its tap on `afterQuery`, which every query ends with. */
  readonly tap: string;
  /** What is said of it. */
  readonly told: RegExp;
}

const readOnly = /read.only|not extensible|object is not extensible/;

/** What a plugin inside the host does whenever a query has ended. */
const deeds: Readonly<Record<string, Deed>> = {
  'never-settles': { tap: 'await new Promise(() => {});', told: /no answer within 5000 ms/ },
  'throws-later': {
    tap: `setTimeout(() => { throw new Error('from a timer'); }, 1);`,
    told: /from a timer/,
  },
  'rejects-alone': {
    tap: `void Promise.reject(new Error('nobody awaits me'));`,
    told: /nobody awaits me/,
  },
  'pollutes-objects': { tap: 'Object.prototype.isAdmin = true;', told: readOnly },
  'pollutes-arrays': { tap: 'Array.prototype.map = () => [];', told: readOnly },
  'pollutes-promises': { tap: 'Promise.prototype.then = () => {};', told: readOnly },
  'replaces-fetch': { tap: 'globalThis.fetch = () => {};', told: readOnly },
  'replaces-console': { tap: 'globalThis.console = {};', told: readOnly },
  'replaces-exit': { tap: 'process.exit = () => {};', told: readOnly },
  'replaces-json': { tap: `JSON.parse = () => ({ is_admin: true });`, told: readOnly },
  exits: { tap: 'process.exit(0);', told: /called process\.exit, which is the host's alone/ },
  aborts: { tap: 'process.abort();', told: /called process\.abort/ },
  'kills-itself': { tap: `process.kill(process.pid, 'SIGKILL');`, told: /called process\.kill/ },
  'exits-later': { tap: 'setTimeout(() => process.exit(1), 1);', told: /called process\.exit/ },
  'takes-the-guards': {
    tap: `process.removeAllListeners('uncaughtException');`,
    told: /called process\.removeAllListeners/,
  },
  'shuts-the-log': { tap: 'process.stderr.end();', told: /called stderr\.end/ },
  'mutates-what-it-gets': { tap: `query.sql = 'drop';`, told: readOnly },
  'throws-null': { tap: 'throw null;', told: /null/ },
  'throws-what-throws': {
    tap: `throw new Proxy({}, { get() { throw new Error('trap'); }, has() { throw new Error('trap'); }, getPrototypeOf() { throw new Error('trap'); } });`,
    told: /cannot be shown/,
  },
  'throws-a-bomb': {
    tap: `throw Object.defineProperty(new Error('x'), 'message', { get() { throw new Error('getter'); } });`,
    told: /cannot be shown/,
  },
  'throws-a-book': { tap: `throw new Error('x'.repeat(5_000_000));`, told: /x{100}/ },
  'forges-an-error': {
    tap: `throw Object.assign(new Error('forged'), { [Symbol.for('agnes.error')]: true, code: 7, kind: {}, hint: [], details: null });`,
    told: /forged/,
  },
  'taps-too-late': {
    tap: `host.tap('afterQuery', () => {});`,
    told: /is tapped after setup has ended/,
  },
  'taps-another-hook': {
    tap: `host.tap('beforeQuery', () => {});`,
    told: /the manifest does not declare it/,
  },
  'answers-a-thenable': {
    tap: `return { get then() { throw new Error('then is a trap'); } };`,
    told: /then is a trap/,
  },
  'holds-the-thread': {
    tap: 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5200);',
    told: /held up the whole host for [5-9] s/,
  },
};

const quiet: Readonly<Record<string, string>> = {
  'floods-the-log': `host.tap('afterQuery', () => { for (let n = 0; n < 60_000; n += 1) host.log('flood '.repeat(20) + n); });`,
  'forges-lines': `host.tap('afterQuery', () => host.log('x\\n{"event":"forged_line"}'));`,
  'leaks-timers': `setInterval(() => {}, 5); process.on('SIGUSR2', () => {}); host.tap('afterQuery', () => { setInterval(() => {}, 5); });`,
};

const tapping = (id: string, { tap }: Deed) =>
  insider(`hostile/${id}`, ['afterQuery'], `host.tap('afterQuery', async (query) => { ${tap} });`);

const startAmongHostile = async (t: ExecutionContext) => {
  const folder = await tempFolder(t);
  const mark = (name: string) =>
    `host.tap('afterQuery', async () => (await import('node:fs/promises')).writeFile('${folder}/' + '${name}' + Date.now(), ''));`;
  const dataDir = await installedInsiders(t, [
    ...Object.entries(deeds).map(([id, deed]) => tapping(id, deed)),
    ...Object.entries(quiet).map(([id, body]) => insider(`hostile/${id}`, ['afterQuery'], body)),
    insider('honest/last', ['afterQuery'], mark('told')),
  ]);
  const host = await startHost(t, { dataDir });
  return { host, told: () => untilFile(folder, /^told/) };
};

interface Listed {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly last_error: { readonly code: string; readonly message: string } | null;
}

const listed = async (client: HostClient): Promise<ReadonlyMap<string, Listed>> => {
  // The shape is the contract of the operation.
  const { plugins } = (await client.ask('GET /api/admin/plugins')) as unknown as { plugins: Listed[] };
  return new Map(plugins.map((plugin) => [plugin.id, plugin]));
};

test('plugins inside the host that do their worst are named one by one, and the host, its queries and the honest plugin go on', async (t) => {
  const { host, told } = await startAmongHostile(t);
  const client = await host.asAdmin();
  t.deepEqual(
    [...(await listed(client)).values()].filter(({ state }) => state !== 'active'),
    [],
  );

  const heard = told();
  t.deepEqual(await client.rows('select 42 as a'), [[42]]);
  await heard;

  const plugins = await listed(client);
  for (const [id, { told: expected }] of Object.entries(deeds)) {
    const { last_error } = plugins.get(`hostile/${id}`) ?? {};
    t.regex(last_error?.message ?? '', expected, id);
    t.regex(last_error?.message ?? '', new RegExp(`"hostile/${id}"`), id);
    t.true((last_error?.message.length ?? 0) < 3000, id);
  }
  t.is(plugins.get('honest/last')?.last_error, null);
  t.is(plugins.get('hostile/forges-lines')?.last_error, null);
  t.false(/^\{"event":"forged_line"/m.test(host.stderr()));
  t.true(host.stderr().length < 4_000_000);
  t.deepEqual(await client.rows('select 43 as a'), [[43]]);
  await leaves(t, client);
  t.regex(
    host.stderr(),
    /hostile\/leaks-timers\\" leaked: [3-9] intervals or listeners of it were still there/,
  );
  t.is(await host.stop(), 0);
});

/** What is switched off takes what it left behind with it. */
const leaves = async (t: ExecutionContext, client: HostClient): Promise<void> => {
  const { status } = await client.send('POST /api/admin/plugins/hostile/leaks-timers/disable');
  t.true(status < 300);
};

test('a plugin that holds the host for ever ends it, and is not loaded at the next start, which says why', async (t) => {
  const dataDir = await installedInsiders(t, [
    insider('hostile/loops', ['afterQuery'], `host.tap('afterQuery', () => { for (;;); });`),
    insider('honest/last', ['afterQuery'], `host.tap('afterQuery', () => {});`),
  ]);
  const env = { AGNES_PLUGIN_STUCK_SECONDS: '1' };
  const first = await startHost(t, { dataDir, env });
  const gone = untilFile(join(dataDir, 'plugins'), /endings\/sha256-[0-9a-f]{64}\.json$/);
  const asker = await first.asAdmin();
  // It is held before the answer has left.
  await asker.rows('select 1 as a').catch(() => undefined);
  await gone;
  t.is(await first.stop(), null);
  t.regex(first.stderr(), /"event":"plugin_held_host","plugin":"hostile\/loops"/);

  const second = await startHost(t, { dataDir, env });
  const client = await second.asAdmin();
  const loops = (await listed(client)).get('hostile/loops');
  t.is(loops?.state, 'tripped');
  t.regex(loops?.reason ?? '', /held up the whole host until it had to be ended/);
  t.is((await listed(client)).get('honest/last')?.state, 'active');
  t.deepEqual(await client.rows('select 2 as a'), [[2]]);
});
