import { hash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import type { HostClient } from '../support/host-client.ts';
import { insider, installedInsiders } from '../support/installed-plugins.ts';
import { rawTgz } from '../support/raw-tar.ts';
import { rawZip } from '../support/raw-zip.ts';
import { type StartedHost, startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** What a lister of resources answers instead of a list of blocks. */
const answers: Readonly<Record<string, string>> = {
  nothing: 'undefined',
  null: 'null',
  'a-number': '7',
  'a-text': `'blocks'`,
  'a-function': '() => []',
  'a-symbol': 'Symbol("x")',
  'a-bigint': '10n',
  'a-map': 'new Map()',
  'an-object-like-a-list': '({ length: 1e9 })',
  'list-of-null': '[null]',
  'wrong-blocks': '[{ id: 1, name: {}, items: "none" }]',
  'more-than-asked': `[{ id: 'a', name: 'a', items: [], is_admin: true }]`,
  cyclic: '(() => { const a = []; a.push(a); return a; })()',
  'a-proxy': `new Proxy([], { get() { throw new Error('trap'); }, ownKeys() { throw new Error('trap'); } })`,
  'a-getter-that-throws': `[{ get id() { throw new Error('bomb'); } }]`,
  'a-getter-that-changes': `[{ n: 0, name: 'x', items: [], get id() { return (this.n += 1) > 1 ? { evil: true } : 'fine'; } }]`,
  'a-million': `Array.from({ length: 1_000_000 }, (_, n) => ({ id: String(n), name: 'x', items: [] }))`,
  'a-sparse-list': 'Array(5_000_000)',
  'a-book': `[{ id: 'x'.repeat(3_000_000), name: 'x', items: [] }]`,
};

const lister = (id: string, answer: string) =>
  insider(
    `hostile/${id}`,
    ['listResourceBlocks'],
    `host.tap('listResourceBlocks', async () => (${answer}));`,
  );

/** What is wrong before anything could be called. */
const neverStarted: Readonly<Record<string, { readonly files: object; readonly why: RegExp }>> = {
  'exits-in-setup': {
    files: insider('hostile/exits-in-setup', ['afterQuery'], 'process.exit(3);'),
    why: /called process\.exit/,
  },
  'exits-on-import': {
    files: { ...insider('hostile/exits-on-import', ['afterQuery'], ''), 'index.ts': 'process.exit(4);' },
    why: /called process\.exit/,
  },
  'pollutes-on-import': {
    files: {
      ...insider('hostile/pollutes-on-import', ['afterQuery'], ''),
      'index.ts': `Object.prototype.isAdmin = true; export default {};`,
    },
    why: /not extensible/,
  },
  'throws-in-setup': {
    files: insider('hostile/throws-in-setup', ['afterQuery'], 'throw undefined;'),
    why: /undefined/,
  },
  'taps-what-is-not-declared': {
    files: insider(
      'hostile/taps-what-is-not-declared',
      ['afterQuery'],
      `host.tap('resolveUser', () => ({ issuer: 'me' }));`,
    ),
    why: /does not declare it/,
  },
  'exports-a-trap': {
    files: {
      ...insider('hostile/exports-a-trap', ['afterQuery'], ''),
      'index.ts': `export default new Proxy({}, { get() { throw new Error('trap'); }, has() { return true; } });`,
    },
    why: /trap/,
  },
  'asks-for-the-model': {
    files: insider(
      'hostile/asks-for-the-model',
      ['afterQuery'],
      `await host.llm.extractJson({ prompt: 'x' });`,
    ),
    why: /llm|language model/,
  },
  'asks-elsewhere': {
    files: insider(
      'hostile/asks-elsewhere',
      ['afterQuery'],
      `await host.http.fetch('https://undeclared.example.org/');`,
    ),
    why: /undeclared\.example\.org/,
  },
};

interface Listed {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly last_error: { readonly message: string } | null;
}

const listed = async (client: HostClient): Promise<ReadonlyMap<string, Listed>> => {
  // The shape is the contract of the operation.
  const { plugins } = (await client.ask('GET /api/admin/plugins')) as unknown as { plugins: Listed[] };
  return new Map(plugins.map((plugin) => [plugin.id, plugin]));
};

test('what is no answer is refused by the name of the plugin, what does not start is a state, and what is no package is a problem', async (t) => {
  const dataDir = await installedInsiders(t, [
    ...Object.entries(answers).map(([id, answer]) => lister(id, answer)),
    ...Object.values(neverStarted).map(({ files }) => ({ ...files })),
    insider(
      'honest/lister',
      ['listResourceBlocks'],
      `host.tap('listResourceBlocks', async () => [{ id: 'honest', name: 'Honest', items: [] }]);`,
    ),
  ]);
  const host = await startHost(t, { dataDir });
  const client = await host.asAdmin();

  const before = await listed(client);
  for (const [id, { why }] of Object.entries(neverStarted)) {
    const { state, reason } = before.get(`hostile/${id}`) ?? {};
    t.is(state, 'failed', id);
    t.regex(reason ?? '', why, id);
  }

  const overview = await client.ask('GET /api/admin/access-overview');
  t.true(JSON.stringify(overview).includes('"Honest"'));
  const after = await listed(client);
  const silent = Object.keys(answers).filter((id) => {
    const told = after.get(`hostile/${id}`)?.last_error?.message ?? after.get(`hostile/${id}`)?.reason ?? '';
    // A trap for whoever awaits it springs before there is an answer.
    const why = id === 'a-proxy' ? 'trap' : 'its answer is not valid';
    return !told.includes(`"hostile/${id}" failed in "listResourceBlocks": ${why}`);
  });
  t.deepEqual(silent, []);
  t.is(after.get('honest/lister')?.last_error, null);
  await packagesRefused(t, client, host);
  t.deepEqual(await client.rows('select 42 as a'), [[42]]);
});

const plugin = { name: 'agnes.plugin.json', content: '{}' };
const zeros = Buffer.alloc(8_000_000).toString('latin1');

/** Archives that hold what no package may. */
const archives = (): Readonly<Record<string, readonly [Buffer, RegExp]>> => ({
  'a soft link': [rawTgz([plugin, { name: 'a', type: '2', linkname: '/etc/passwd' }]), /is a link/],
  'a hard link': [rawTgz([plugin, { name: 'a', type: '1', linkname: 'agnes.plugin.json' }]), /is a link/],
  'a link in a zip': [rawZip([plugin, { name: 'a', content: '/etc', mode: 0o120777 }]), /is a link/],
  'a device': [rawTgz([plugin, { name: 'null', type: '3' }]), /device or a pipe/],
  'a pipe': [rawTgz([plugin, { name: 'pipe', type: '6' }]), /device or a pipe/],
  'a way out': [rawZip([plugin, { name: '../../../outside.js', content: 'x' }]), /\.\./],
  'a way out by tar': [rawTgz([plugin, { name: 'a/../../../outside.js', content: 'x' }]), /\.\./],
  'an absolute name': [rawTgz([plugin, { name: '/etc/cron.d/x', content: 'x' }]), /absolute/],
  'a backslash': [rawZip([plugin, { name: 'a\\..\\..\\x', content: 'x' }]), /backslash/],
  'twins by case': [rawZip([plugin, { name: 'Index.ts' }, { name: 'index.ts' }]), /same file as/],
  'twins by form': [rawZip([plugin, { name: '\u00e9.ts' }, { name: 'e\u0301.ts' }]), /same file as/],
  'a name that turns round': [rawZip([plugin, { name: 'a\u202Egpj.exe' }]), /nobody sees/],
  'a bomb': [rawZip([plugin, { name: 'zeros', content: zeros }]), /more than 100 times/],
  'a bomb of gzip': [gzipSync(Buffer.alloc(64_000_000)), /unpacks to more than|more than 100 times/],
  '100,000 files': [
    rawTgz([plugin, ...Array.from({ length: 100_000 }, (_, n) => ({ name: `f/${n.toString(36)}` }))]),
    /allowed|more than/,
  ],
  'no archive': [Buffer.from('MZ no archive at all'), /neither a tgz nor a zip/],
  'cut short': [rawZip([plugin]).subarray(0, -20), /cannot be read/],
  'an id that is another': [
    rawZip([{ name: 'agnes.plugin.json', content: JSON.stringify({ id: 'аgnes/connector-files' }) }]),
    /not valid/,
  ],
});

const packagesRefused = async (
  t: ExecutionContext,
  client: HostClient,
  { dataDir }: StartedHost,
): Promise<void> => {
  const folder = await tempFolder(t);
  const store = join(dataDir, 'plugins', 'store');
  const stored = await readdir(store);
  for (const [what, [bytes, rule]] of Object.entries(archives())) {
    const file = join(folder, 'package');
    await writeFile(file, bytes);
    const integrity = `sha256-${hash('sha256', bytes)}`;
    const install = [{ source: { type: 'archive', file, integrity } }];
    const { status, body, text } = await client.send('POST /api/admin/plugins/plan', { body: { install } });
    const problems = body['problems'] as readonly { readonly message: string }[] | undefined;
    t.is(status, 200, `${what}: ${text}`);
    t.regex(problems?.[0]?.message ?? '', rule, what);
  }
  t.deepEqual(await readdir(store), stored);
  t.deepEqual(await readdir(join(dataDir, 'plugins', 'incoming')), []);
};
