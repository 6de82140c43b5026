import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { startUpstream } from '../fixtures/broker/upstream.ts';
import type { HostClient } from '../support/host-client.ts';
import { type Tries, trying } from '../support/hostile-children.ts';
import { connectorManifest, writePlugin } from '../support/plugin-folders.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const canary = ['canary', '7c1e90aa', 'x9'].join('-');
const why = 'to read it';

/** Hosts that lead inside, or that nobody declared, however they are written. */
const spellings = (port: string): readonly string[] => [
  'https://undeclared.example.org/',
  `http://127.0.0.1:${Number(port) + 1}/`,
  `http://127.1:${port}@evil.example.org/`,
  `http://evil.example.org#@127.0.0.1:${port}/`,
  `http://127.0.0.1:${port}:80/`,
  `http://user:pass@127.0.0.1:${port}/`,
  `http://127.0.0.2:${port}/`,
  `http://localhost:${port}/`,
  `http://localhost.:${port}/`,
  `http://[::1]:${port}/`,
  `http://[::ffff:127.0.0.1]:${port}/`,
  `http://[::ffff:7f00:2]:${port}/`,
  `http://[64:ff9b::7f00:1]:${port}/`,
  `http://0:${port}/`,
  `http://0x7f000002:${port}/`,
  `http://2130706434:${port}/`,
  `http://0177.0.0.2:${port}/`,
  `http://①②⑦.⓪.⓪.②:${port}/`,
  `http://127。0。0。2:${port}/`,
  'http://169.254.169.254/latest/meta-data/',
  'http://metadata.google.internal/',
  'https://10.0.0.1/',
  'https://[fe80::1%25eth0]/',
  'file:///etc/passwd',
  'data:text/plain,x',
  'ftp://127.0.0.1/',
  `ws://127.0.0.1:${port}/`,
  `unix:/var/run/docker.sock`,
  'javascript:1',
  'http://',
  'nonsense',
];

/** Requests that would say to the server what the host has not said. */
const smuggled: Readonly<Record<string, string>> = {
  host: `{ headers: { Host: 'evil.example.org' } }`,
  length: `{ method: 'POST', body: 'x', headers: { 'Content-Length': '0' } }`,
  chunked: `{ method: 'POST', body: 'x', headers: { 'Transfer-Encoding': 'chunked' } }`,
  upgrade: `{ headers: { Connection: 'Upgrade', Upgrade: 'websocket' } }`,
  'a line in a value': `{ headers: { 'X-A': 'a\\r\\nX-Token: mine' } }`,
  'a line in a name': `{ headers: { 'X-A\\r\\nX-B': 'a' } }`,
  'a bare line feed': `{ headers: { 'X-A': 'a\\nGET /admin HTTP/1.1' } }`,
  nul: `{ headers: { 'X-A': 'a\\0b' } }`,
  'a body for GET': `{ body: 'x' }`,
  'a proxy': `{ headers: { 'Proxy-Authorization': 'x' } }`,
};

const asking = (urls: readonly string[]): Tries =>
  Object.fromEntries(
    urls.map((url) => [
      url,
      `const { status } = await context.http.fetch(${JSON.stringify(url)}); return 'status ' + status;`,
    ]),
  );

const declared = (origin: string) => ({
  network: [{ config: 'base', why, secret: { config: 'token', header: 'X-Token', template: 'T {secret}' } }],
  origin,
});

const manifestFor = (id: string, capabilities: object, keys: readonly string[]) => {
  const { contributes, ...manifest } = connectorManifest(`hostile/${id}`, id);
  const [contribution] = contributes.connectors;
  const properties = Object.fromEntries(keys.map((key) => [key, { type: ['string', 'integer'] }]));
  const schema = { type: 'object', properties, additionalProperties: false };
  return {
    ...manifest,
    capabilities,
    contributes: { connectors: [{ ...contribution, config: { version: 1, schema } }] },
  };
};

const redirects = (base: string, port: string): Tries =>
  asking(
    [
      `http://127.0.0.2:${port}/`,
      `http://localhost:${port}/`,
      `http://[::1]:${port}/`,
      'http://169.254.169.254/',
      'https://undeclared.example.org/',
      `//127.0.0.2:${port}/`,
      'file:///etc/passwd',
      `http://user:pass@127.0.0.1:${port}/`,
      'http://2130706434/',
      '\\\\127.0.0.2\\x',
    ].map((target) => `${base}/redirect?to=${encodeURIComponent(target)}`),
  );

const echoes = (base: string): Tries => ({
  'in the text': `const { text } = await context.http.fetch('${base}/echo'); return text;`,
  'in a header': `const { headers } = await context.http.fetch('${base}/echo'); return headers['x-echo'];`,
  'in its address': `const { text } = await context.http.fetch('${base}/echo?x=1'); return text;`,
  'in a file': `const { path } = await context.http.download('${base}/echo'); return require('node:fs').readFileSync(path, 'utf8');`,
  'in pieces of a file': `const { path } = await context.http.download('${base}/pieces'); return require('node:fs').readFileSync(path, 'utf8');`,
  'in hex': `const { text } = await context.http.fetch('${base}/hex'); return text;`,
  'in base64': `const { text } = await context.http.fetch('${base}/base64'); return text;`,
  'in an error': `await context.http.fetch('${base}/redirect?to=' + encodeURIComponent('nonsense://x')); return 'none';`,
  'in what it was given': `return JSON.stringify([context.secrets ?? null, process.env, context.config]);`,
  'of another plugin': `return String((await context.http.fetch('${base}/echo', { headers: { 'x-token': '{secret}' } })).text);`,
});

const s = `const once = (it, name) => new Promise((a, b) => it.on(name, () => a('got through')).on('error', b));`;
const sockets = (port: number, folder: string): Tries => ({
  granted: `${s} return once(require('node:net').connect(${port}, 'localhost'), 'connect');`,
  'another port': `${s} return once(require('node:net').connect(${port + 1}, 'localhost'), 'connect');`,
  'another address': `${s} return once(require('node:net').connect(${port}, '127.0.0.2'), 'connect');`,
  'a new socket': `${s} const it = new (require('node:net').Socket)(); it.connect({ port: ${port}, host: '127.0.0.2' }); return once(it, 'connect');`,
  'a lookup of its own': `${s} return once(require('node:net').connect({ port: ${port}, host: 'localhost', lookup: (h, o, d) => d(null, [{ address: '127.0.0.2', family: 4 }]) }), 'connect');`,
  'another name over TLS': `${s} return once(require('node:tls').connect({ port: ${port}, host: '127.0.0.2', servername: 'localhost' }), 'secureConnect');`,
  'an agent': `const { Agent, get } = require('node:http'); await new Promise((a, b) => get({ agent: new Agent(), host: '127.0.0.2', port: ${port} }, a).on('error', b));`,
  'an agent that connects itself': `const net = require('node:net'); const { Agent, get } = require('node:http'); const agent = new Agent(); agent.createConnection = () => net.connect(${port}, '127.0.0.2'); await new Promise((a, b) => get({ agent, host: 'localhost', port: ${port} }, a).on('error', b));`,
  fetch: `await fetch('http://127.0.0.2:${port}/');`,
  'fetch by another name': `await fetch('http://undeclared.example.org/');`,
  http2: `${s} return once(require('node:http2').connect('http://127.0.0.2:${port}'), 'connect');`,
  'a file': `${s} return once(require('node:net').connect('${folder}/host.sock'), 'connect');`,
  listen: `${s} return once(require('node:net').createServer().listen(0), 'listening');`,
  'listen on a file': `${s} return once(require('node:net').createServer().listen('./own.sock'), 'listening');`,
  udp: `require('node:dgram').createSocket('udp4').send('x', 53, '127.0.0.1');`,
  'a name server': `new (require('node:dns').Resolver)().setServers(['127.0.0.1']);`,
  'a question by name': `await require('node:dns/promises').resolveTxt('secret.example.com');`,
  'a reverse question': `await require('node:dns/promises').reverse('127.0.0.1');`,
  binding: `process.binding('tcp_wrap');`,
  'a spawned shell': `require('node:child_process').spawn('/bin/true');`,
  'a worker': `new (require('node:worker_threads').Worker)('0', { eval: true });`,
  'the constructor of a handle': `const it = require('node:net').connect(${port}, 'localhost'); const { constructor: Handle } = it._handle; it.destroy(); const made = new Handle(0); const result = made.bind ? made.listen(1) : 0; throw Object.assign(new Error(), { code: result < 0 ? 'EACCES' : 'listening' });`,
});

test('connectors that ask for more than was declared get it by no spelling, redirect, header or echo, and sockets lead where they were granted', async (t) => {
  const { client, seen, all } = await startAmong(t);
  const { status, result } = await client.sync();
  t.is(status, 'partial');
  const failed = (result as { tables: { name: string; error: { message: string } | null }[] }).tables.filter(
    ({ error }) => error !== null,
  );
  t.deepEqual(
    failed.map(({ name }) => name),
    ['methods'],
  );
  t.regex(String(failed[0]?.error?.message), /"hostile\/methods" broke the protocol .* \/request\/method/);

  await everyTry(
    t,
    client,
    all['asks_elsewhere'] ?? {},
    'asks_elsewhere',
    /^(host_not_declared|address_refused|url_refused)$/,
  );
  await everyTry(
    t,
    client,
    all['follows_redirects'] ?? {},
    'follows_redirects',
    /^(host_not_declared|address_refused|url_refused)$/,
  );
  await everyTry(
    t,
    client,
    all['smuggles'] ?? {},
    'smuggles',
    /^(request_refused|invalid_message|protocol_error)$/,
  );
  t.deepEqual(
    seen.filter((url) => url.startsWith('/smuggled')),
    [],
  );
  const echoed = (await client.rows('select attempt, result from echoes')) as string[][];
  t.true(seen.some((url) => url.startsWith('/echo')));
  t.deepEqual(
    echoed.filter(([, result]) => holds(String(result))),
    [],
  );
  t.regex(
    String(echoed.find(([attempt]) => attempt === 'in pieces of a file')?.[1]),
    /you sent T \[secret\]/,
  );

  const tried = (await client.rows('select attempt, result from opens_sockets')) as string[][];
  t.deepEqual(
    tried.filter(
      ([, result]) => !/^(EACCES|ERR_ACCESS_DENIED|host_not_declared|address_refused)$/.test(String(result)),
    ),
    [['granted', 'got through']],
  );
  await isLabelled(t, client);
});

const holds = (text: string): boolean =>
  [canary, Buffer.from(canary).toString('hex'), Buffer.from(canary).toString('base64')].some((form) =>
    text.includes(form),
  );

const everyTry = async (
  t: ExecutionContext,
  client: HostClient,
  tries: Tries,
  table: string,
  refusal: RegExp,
): Promise<void> => {
  const rows = (await client.rows(`select attempt, result from ${table}`)) as string[][];
  t.is(rows.length, Object.keys(tries).length, table);
  t.deepEqual(
    rows.filter(([, result]) => !refusal.test(String(result))),
    [],
    table,
  );
};

/** Whoever looks at the plugins sees which of them open sockets, and what that means. */
const isLabelled = async (t: ExecutionContext, client: HostClient): Promise<void> => {
  const { confinement, sockets } = await client.ask('GET /api/admin/plugins/hostile/opens-sockets');
  t.like(confinement, { level: 'seat_belt' });
  t.deepEqual(sockets, ['config.host']);
  const other = await client.ask('GET /api/admin/plugins/hostile/echoes');
  t.like(other, { sockets: [], confinement: { level: 'confined' } });
};

const startAmong = async (t: ExecutionContext) => {
  const seen: string[] = [];
  const { origin: base, port } = await startUpstream(t, (request, response) => {
    const url = new URL(request.url ?? '/', 'http://x');
    seen.push(url.pathname);
    const token = String(request.headers['x-token']);
    const to = url.searchParams.get('to');
    if (to) return void response.writeHead(302, { location: to }).end();
    response.setHeader('x-echo', token);
    if (url.pathname === '/hex') return void response.end(Buffer.from(token).toString('hex'));
    if (url.pathname === '/base64') return void response.end(Buffer.from(token.slice(2)).toString('base64'));
    if (url.pathname !== '/pieces') return void response.end(`you sent ${token}`);
    response.write(`you sent ${token.slice(0, 9)}`);
    setImmediate(() => response.end(token.slice(9)));
  });
  const folder = await tempFolder(t);
  const outside = join(folder, 'outside');
  await mkdir(outside);
  const server = createServer().listen(join(outside, 'host.sock'));
  t.teardown(() => server.close());
  const smuggling = Object.fromEntries(
    Object.entries(smuggled).map(([name, request]) => [
      name,
      `return (await context.http.fetch('${base}/smuggled', ${request})).text;`,
    ]),
  );
  const all: Readonly<Record<string, Tries>> = {
    asks_elsewhere: asking(spellings(port)),
    follows_redirects: redirects(base, port),
    smuggles: smuggling,
    // Such a message ends the run.
    methods: {
      'a method with a line': `await context.http.fetch('${base}/smuggled', { method: 'GET / HTTP/1.1\\r\\nX: y\\r\\n\\r\\nCONNECT' });`,
    },
    echoes: echoes(base),
    opens_sockets: sockets(Number(port), outside),
  };
  const { network } = declared(base);
  const opening = { sockets: [{ config: 'host', portConfig: 'port', why }] };
  const sources = [];
  for (const [slug, tries] of Object.entries(all)) {
    const id = slug.replaceAll('_', '-');
    const isOpening = slug === 'opens_sockets';
    const manifest = isOpening
      ? manifestFor(id, opening, ['host', 'port'])
      : manifestFor(id, { network }, ['base', 'token']);
    await writePlugin(join(folder, 'data', 'plugins', 'local'), id, trying(id, tries, manifest));
    const config = isOpening ? { host: 'localhost', port: Number(port) } : { base, token: 'SOURCE_TOKEN' };
    sources.push({ slug, type: id, config, tables: [{ name: slug, source_table: 'x' }] });
  }
  const config = { egress: { private: ['127.0.0.1', 'localhost'] }, sources };
  const host = await startHost(t, { dataDir: join(folder, 'data'), config, env: { SOURCE_TOKEN: canary } });
  return { client: await host.asAdmin(), seen, all };
};
