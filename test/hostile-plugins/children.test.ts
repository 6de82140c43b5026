import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { startUpstream } from '../fixtures/broker/upstream.ts';
import type { HostClient } from '../support/host-client.ts';
import { reading, type Tries, trying } from '../support/hostile-children.ts';
import { writePlugin } from '../support/plugin-folders.ts';
import { type StartedHost, startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** Where a test has put what nobody may reach. */
interface Targets {
  readonly dataDir: string;
  readonly outside: string;
  readonly port: number;
}

const fs = `const fs = require('node:fs/promises');`;
const load = (name: string) => `const it = require('node:${name}');`;

/** Plugins whose every try has to be refused. */
const refusedPlugins = ({ dataDir, outside, port }: Targets): Readonly<Record<string, Tries>> => ({
  'reads-host-files': {
    'the system database': `${fs} await fs.readFile('${dataDir}/state/system.duckdb');`,
    'the state': `${fs} return (await fs.readdir('${dataDir}/state')).join();`,
    'another plugin': `${fs} return fs.readFile('${dataDir}/plugins/local/honest/connector.ts', 'utf8');`,
    'the store': `${fs} return (await fs.readdir('${dataDir}/plugins/store')).join();`,
    'a key': `${fs} return fs.readFile('${outside}/key', 'utf8');`,
    'its neighbours in runs': `${fs} return (await fs.readdir('..')).join();`,
    'the way up': `${fs} return fs.readFile('../../../../../../..${outside}/key', 'utf8');`,
    'a file by URL': `${fs} return fs.readFile(new URL('file://${outside}/key'), 'utf8');`,
    'a stream': `const s = require('node:fs').createReadStream('${outside}/key'); for await (const chunk of s) return String(chunk);`,
    'a watch': `require('node:fs').watch('${outside}').close();`,
    'a folder opened': `${fs} await fs.opendir('${outside}');`,
    'writing over a plugin': `${fs} await fs.writeFile('${dataDir}/plugins/local/honest/connector.ts', '');`,
    'writing a cron': `${fs} await fs.writeFile('/tmp/agnes-hostile', '');`,
  },
  'reads-proc': Object.fromEntries(
    [
      'self/environ',
      'self/mem',
      'self/maps',
      'self/fd/3',
      'self/root/etc/passwd',
      'self/cmdline',
      'version',
    ].map((name) => [name, `${fs} await fs.readFile('/proc/${name}');`]),
  ),
  'reads-proc-of-host': Object.fromEntries(
    ['environ', 'mem', 'fd', 'cmdline', 'cwd/package.json', 'root/etc/passwd', 'maps'].map((name) => [
      name,
      `${fs} await fs.open('/proc/' + process.ppid + '/${name}');`,
    ]),
  ),
  'opens-tcp': {
    raw: `const s = ${`require('node:net')`}.connect(${port}, '127.0.0.1'); await new Promise((a, b) => s.on('connect', a).on('error', b));`,
    tls: `const s = require('node:tls').connect({ port: ${port}, host: '127.0.0.1', servername: 'api.example.com' }); await new Promise((a, b) => s.on('secureConnect', a).on('error', b));`,
    http: `await new Promise((a, b) => require('node:http').get('http://127.0.0.1:${port}/', a).on('error', b));`,
    agent: `const { Agent, get } = require('node:http'); await new Promise((a, b) => get({ port: ${port}, agent: new Agent({ keepAlive: true }) }, a).on('error', b));`,
    http2: `const s = require('node:http2').connect('http://127.0.0.1:${port}'); await new Promise((a, b) => s.on('connect', a).on('error', b));`,
    fetch: `await fetch('http://127.0.0.1:${port}/');`,
    websocket: `await new Promise((a, b) => { const s = new WebSocket('ws://127.0.0.1:${port}/'); s.onopen = a; s.onerror = () => b(new Error('no connection')); });`,
    'an address as number': `await fetch('http://2130706433:${port}/');`,
    listen: `await new Promise((a, b) => require('node:net').createServer().on('error', b).listen(0, a));`,
    'listen for http': `await new Promise((a, b) => require('node:http').createServer().on('error', b).listen(0, a));`,
  },
  'opens-udp-and-dns': {
    send: `await new Promise((a, b) => require('node:dgram').createSocket('udp4').on('error', b).send('x', 53, '127.0.0.1', (e) => e ? b(e) : a()));`,
    bind: `await new Promise((a, b) => require('node:dgram').createSocket('udp4').on('error', b).bind(0, a));`,
    lookup: `await require('node:dns/promises').lookup('localhost');`,
    resolve: `await require('node:dns/promises').resolve4('example.com');`,
    'a server of its own': `const { Resolver } = require('node:dns/promises'); const r = new Resolver(); r.setServers(['127.0.0.1:${port}']); await r.resolveTxt('secret.example.com');`,
    'servers for all': `const dns = require('node:dns'); dns.setServers(['127.0.0.1']); await dns.promises.resolve('x.example.com');`,
  },
  'opens-unix-sockets': {
    connect: `const s = require('node:net').connect('${outside}/host.sock'); await new Promise((a, b) => s.on('connect', a).on('error', b));`,
    abstract: `const s = require('node:net').connect('\\0agnes'); await new Promise((a, b) => s.on('connect', a).on('error', b));`,
    listen: `await new Promise((a, b) => require('node:net').createServer().on('error', b).listen('./own.sock', a));`,
    'over http': `await new Promise((a, b) => require('node:http').get({ socketPath: '${outside}/host.sock' }, a).on('error', b));`,
  },
  spawns: {
    spawn: `${load('child_process')} it.spawn('/bin/true');`,
    exec: `${load('child_process')} it.execSync('id');`,
    fork: `${load('child_process')} it.fork('./x.js');`,
    'another node': `${load('child_process')} it.execFileSync(process.execPath, ['-e', '0']);`,
    cluster: `${load('cluster')} it.fork();`,
    replace: `process.execve('/bin/true', ['true'], {});`,
    worker: `${load('worker_threads')} new it.Worker('0', { eval: true });`,
    'a worker of data': `${load('worker_threads')} new it.Worker(new URL('data:text/javascript,0'));`,
    wasi: `${load('wasi')} new it.WASI({ version: 'preview1', preopens: { '/': '/' } });`,
  },
  'loads-native-code': {
    addon: `await import('@duckdb/node-api');`,
    dlopen: `process.dlopen({ exports: {} }, '${outside}/x.node');`,
    'a required addon': `require('${outside}/x.node');`,
    binding: `process.binding('fs');`,
    'linked binding': `process._linkedBinding('fs');`,
    sqlite: `new (require('node:sqlite').DatabaseSync)('${outside}/db');`,
    'sqlite by import': `await import('node:sqlite');`,
    'internal module': `require('internal/bootstrap/realm');`,
  },
  'signals-others': {
    host: 'process.kill(process.ppid, 0);',
    all: 'process.kill(-1, 0);',
    group: 'process.kill(0, 0);',
    'a module of its own': `require('node:process').kill(process.ppid, 'SIGSTOP');`,
    'by debugger': 'process._debugProcess(process.ppid);',
    slower: `require('node:os').setPriority(process.ppid, 19);`,
    'a kill that was kept': `Object.getPrototypeOf(process).constructor.kill?.(1) ?? process._kill(process.ppid, 0);`,
  },
  'opens-the-inspector': {
    open: `${load('inspector')} it.open(0);`,
    snapshot: `require('node:v8').writeHeapSnapshot('${outside}/heap');`,
    report: `process.report.writeReport('${outside}/report');`,
  },
  'imports-from-elsewhere': {
    'an absolute path': `await import('${outside}/code.mjs');`,
    'require it': `require('${outside}/code.cjs');`,
    http: `await import('http://127.0.0.1:${port}/x.mjs');`,
    https: `await import('https://example.com/x.mjs');`,
    'data that reads': `await import('data:text/javascript,import{readFileSync}from"node:fs";readFileSync("${outside}/key")');`,
    'another plugin': `await import('${dataDir}/plugins/local/honest/connector.ts');`,
    'the host': `await import('@agnes/host');`,
    'a hook for modules': `const { register } = require('node:module'); register('${outside}/code.mjs', 'file:///');`,
    'a require of elsewhere': `const { createRequire } = require('node:module'); createRequire('${outside}/')('./code.cjs');`,
  },
  'plants-links': {
    soft: `${fs} await fs.symlink('${outside}/key', 'soft');`,
    hard: `${fs} await fs.link('${outside}/key', 'hard');`,
    'over what it may write': `${fs} await fs.writeFile('mine', 'x'); await fs.rm('mine'); await fs.symlink('/etc/passwd', 'mine');`,
    folder: `${fs} await fs.symlink('${dataDir}', 'all', 'dir');`,
    'copied as link': `${fs} await fs.cp('${outside}', 'copy', { recursive: true, verbatimSymlinks: true });`,
  },
});

const endings: Readonly<Record<string, { readonly files: object; readonly told: RegExp }>> = {
  loops: { files: reading('loops', 'for (;;);', { timeoutSec: 1 }), told: /1 s/ },
  'never-ends': {
    files: reading(
      'never-ends',
      `yield { type: 'columns', table, columns }; for (let n = 0; ; n += 1) yield { type: 'rows', table, rows: Array.from({ length: 1000 }, (_, a) => ({ a })) };`,
      { maxOutputMb: 1 },
    ),
    told: /more than 1048576 bytes/,
  },
  'deaf-to-sigterm': {
    files: reading(
      'deaf-to-sigterm',
      `process.on('SIGTERM', () => {}); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`,
      { timeoutSec: 1 },
    ),
    told: /1 s/,
  },
  'never-settles': {
    files: reading('never-settles', 'await new Promise((settle) => setTimeout(settle, 1e8));', {
      timeoutSec: 1,
    }),
    told: /1 s/,
  },
  'heap-bomb': {
    files: reading(
      'heap-bomb',
      `const all = []; for (;;) all.push(Array.from({ length: 1e5 }, (_, n) => ({ n })));`,
    ),
    told: /memory/,
  },
  'buffer-bomb': {
    files: reading(
      'buffer-bomb',
      `const all = []; for (;;) { all.push(Buffer.alloc(1 << 24, 1)); await new Promise(setImmediate); }`,
    ),
    told: /memory|Array buffer allocation/,
  },
  'fills-the-disk': {
    files: reading(
      'fills-the-disk',
      `for (;;) { fs.appendFileSync('big', Buffer.alloc(1 << 20)); await new Promise(setImmediate); }`,
      { maxOutputMb: 20 },
    ),
    told: /20 MB/,
  },
  'forges-the-end': {
    files: reading(
      'forges-the-end',
      `write('{"type":"file","table":"' + table + '","path":"/etc/passwd","format":{"kind":"csv"}}\\n{"type":"done"}\\n'); for (;;) await new Promise(setImmediate);`,
    ),
    told: /.+/,
  },
  'forges-a-table': {
    files: reading('forges-a-table', `write('{"type":"rows","table":"honest","rows":1}\\n');`),
    told: /"hostile\/forges-a-table" broke the protocol/,
  },
  'speaks-nonsense': {
    files: reading('speaks-nonsense', `write('no json at all\\n');`),
    told: /"hostile\/speaks-nonsense" broke the protocol/,
  },
  'speaks-prototype': {
    files: reading(
      'speaks-prototype',
      `write('{"type":"__proto__","__proto__":{"isAdmin":true}}\\n{"type":"notice","code":{"toString":1},"message":[]}\\n');`,
    ),
    told: /"hostile\/speaks-prototype" broke the protocol/,
  },
  'one-endless-line': {
    files: reading(
      'one-endless-line',
      `const piece = 'x'.repeat(1 << 20); for (let n = 0; n < 2048; n += 1) write(piece);`,
    ),
    told: /8 MiB|line|EPIPE/,
  },
  'floods-messages': {
    files: reading(
      'floods-messages',
      `for (let n = 0; n < 1200; n += 1) write('{"type":"notice","code":"flood","message":"x"}\\n');`,
    ),
    told: /more than 1000 notices/,
  },
  'lies-about-rows': {
    files: reading(
      'lies-about-rows',
      `yield { type: 'columns', table, columns }; yield { type: 'rows', table, rows: [{ a: 'no number' }, { b: 1 }] };`,
    ),
    told: /"lies_about_rows" does not fit its column/,
  },
  'names-a-neighbour': {
    files: reading(
      'names-a-neighbour',
      `yield { type: 'columns', table, columns }; fs.writeFileSync('x.csv', 'a\\n1\\n'); write(JSON.stringify({ type: 'file', table, path: process.cwd() + '/../x.csv', format: { kind: 'csv' } }) + '\\n');`,
    ),
    told: /.+/,
  },
  'says-nothing': {
    files: reading('says-nothing', ''),
    told: /without saying anything about "says_nothing"/,
  },
  exits: { files: reading('exits', 'process.exit(0);'), told: /"hostile\/exits" ended with exit code 0/ },
  crashes: {
    files: reading('crashes', 'process.abort();'),
    told: /"hostile\/crashes" ended with signal SIGABRT/,
  },
  'rejects-alone': {
    files: reading(
      'rejects-alone',
      `void Promise.reject(new Error('nobody awaits me')); await new Promise((settle) => setTimeout(settle, 1e6));`,
    ),
    told: /nobody awaits me/,
  },
  'throws-on-import': {
    files: { ...reading('throws-on-import', ''), 'connector.ts': `throw new Error('not even loaded');` },
    told: /not even loaded/,
  },
};

const honest = reading(
  'honest',
  `yield { type: 'columns', table, columns }; yield { type: 'rows', table, rows: [{ a: 42 }] };`,
);

const startAmongHostile = async (t: ExecutionContext) => {
  const folder = await tempFolder(t);
  const [dataDir, outside] = [join(folder, 'data'), join(folder, 'outside')];
  await mkdir(outside);
  await writeFile(join(outside, 'key'), 'secret');
  for (const name of ['code.mjs', 'code.cjs', 'x.node']) await writeFile(join(outside, name), '');
  const reached: unknown[] = [];
  const { port } = await startUpstream(t, (request, response) => {
    reached.push(request.url);
    response.end('reached');
  });
  const refused = refusedPlugins({ dataDir, outside, port: Number(port) });
  const local = join(dataDir, 'plugins', 'local');
  const all: Record<string, object> = { honest };
  for (const [id, tries] of Object.entries(refused)) all[id] = trying(id, tries);
  for (const [id, { files }] of Object.entries(endings)) all[id] = files;
  for (const [id, files] of Object.entries(all)) await writePlugin(local, id, { ...files });
  const sources = Object.keys(all).map((id) => ({
    slug: tableOf(id),
    type: id,
    tables: [{ name: tableOf(id), source_table: 'x' }],
  }));
  const host = await startHost(t, { dataDir, config: { sources } });
  return { host, outside, refused, reached };
};

const tableOf = (id: string): string => id.replaceAll('-', '_');

test('connectors that try to leave their process, or to harm the host by it, are refused and named; the rest goes on', async (t) => {
  const { host, outside, refused, reached } = await startAmongHostile(t);
  const client = await host.asAdmin();

  const running = client.sync();
  t.deepEqual(await client.rows('select 42 as a'), [[42]]);
  t.like(await running, { status: 'partial' });

  t.deepEqual(await client.rows('select a from honest'), [[42]]);
  const through: unknown[] = [];
  for (const [id, tries] of Object.entries(refused)) {
    const rows = await client
      .rows(`select attempt, result from ${tableOf(id)}`)
      .catch((error) => [[id, error]]);
    t.is((rows as unknown[]).length, Object.keys(tries).length, id);
    for (const [attempt, result] of rows as string[][])
      if (!isRefusal(String(result))) through.push(`${id}: ${attempt}: ${result}`);
  }
  t.deepEqual(through, []);
  t.deepEqual(reached, []);
  t.deepEqual((await readdir(outside)).sort(), ['code.cjs', 'code.mjs', 'key', 'x.node']);
  await named(t, client);
  await goesOn(t, host, client);
});

const isRefusal = (result: string): boolean =>
  /^(ERR_ACCESS_DENIED|ERR_DLOPEN_DISABLED|ERR_UNKNOWN_BUILTIN_MODULE|ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND|ERR_UNSUPPORTED_ESM_URL_SCHEME|no connection)$/.test(
    result,
  );

/** Each that was ended is a condition that names it. */
const named = async (t: ExecutionContext, client: HostClient): Promise<void> => {
  const { conditions } = await client.ask('GET /api/admin/conditions');
  const told = (conditions as readonly { readonly code: string; readonly why: string }[]).filter(
    ({ code }) => code === 'source_failed',
  );
  const unlike: string[] = [];
  for (const [id, { told: expected }] of Object.entries(endings)) {
    const why = told.find(({ why }) => why.includes(`"${tableOf(id)}"`))?.why ?? '';
    if (process.env['SHOW']) t.log(id, why);
    if (!expected.test(why)) unlike.push(`${id}: ${why}`);
  }
  t.deepEqual(unlike, []);
};

const goesOn = async (t: ExecutionContext, host: StartedHost, client: HostClient): Promise<void> => {
  t.like(await client.sync({ connection: 'honest', force: true }), { status: 'succeeded' });
  t.deepEqual(await client.rows('select a from honest'), [[42]]);
  t.is(await host.stop(), 0);
};
