import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { Bundles } from '../../host/plugin-manager/bundles/bundles.ts';
import { GenerationFiles } from '../../host/plugin-manager/generation-files.ts';
import { likeWhole } from '../support/like-whole.ts';
import { managing, network, signal } from '../support/managing-plugins.ts';
import { connectorManifest } from '../support/plugin-folders.ts';
import { type RawTarMember, rawTgz } from '../support/raw-tar.ts';

/** A managed host that carries plugins in and out. */
const carrying = async (t: ExecutionContext) => {
  const managed = await managing(t);
  const { generations, packages, plans, world } = managed;
  const bundles = new Bundles({
    files: new GenerationFiles(generations),
    packages,
    plans,
    sources: async () => world.sources,
    folder: join(dirname(generations), 'incoming'),
  });
  const taken = async () => buffer((await bundles.export()).bytes);
  const sent = (bytes: Buffer) => bundles.import(Readable.from([bytes]), signal);
  return { ...managed, bundles, taken, sent };
};

const manifest = JSON.stringify({ ...connectorManifest('acme/orders', 'orders'), version: '1.0.0' });
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const treeHash = `sha256-${sha256(
  `${sha256(manifest)}  agnes.plugin.json\n${sha256('x')}  connector.ts\n`
    .split('\n')
    .filter(Boolean)
    .sort()
    .map((line) => `${line}\n`)
    .join(''),
)}`;
const plugin = {
  id: 'acme/orders',
  version: '1.0.0',
  source: { type: 'folder' },
  treeHash,
  tree: '001',
  grants: [],
};
const head = { format: 1, generation: 1, createdAt: 'x', host: { version: '0.1.0' }, plugins: [plugin] };
const tree: readonly RawTarMember[] = [
  { name: 'trees/001/agnes.plugin.json', content: manifest },
  { name: 'trees/001/connector.ts', content: 'x' },
];
const bundleOf = (about: object, members: readonly RawTarMember[] = tree): Buffer =>
  rawTgz([{ name: 'bundle.json', content: JSON.stringify({ ...head, ...about }) }, ...members]);

test('a generation goes into a file that is the same bytes each time, and another host makes a plan of it that it applies', async (t) => {
  const from = await carrying(t);
  from.world.settings = { api_token: 'ORDERS_TOKEN' };
  const properties = { api_token: { type: 'string' } };
  const schema = { type: 'object', properties, additionalProperties: false };
  const granted = { capabilities: { network }, config: { version: 1, schema } };
  await from.install(await from.package_('1.0.0', granted), ['network:api.example.com']);

  const bytes = await from.taken();
  t.deepEqual(await from.taken(), bytes);
  t.false(gunzipSync(bytes).includes('ORDERS_TOKEN'));
  const to = await carrying(t);
  const { id, hash, actions, problems } = await to.sent(bytes);

  t.deepEqual(problems, []);
  likeWhole(t, actions, [
    { from: null, to: '1.0.0', powers: { added: [{ name: 'network:api.example.com' }] } },
  ]);
  t.deepEqual(to.plugins.list(), []);
  const approve = ['network:api.example.com'];
  const lock = await to.manager.apply(to.plans.take(id, { hash, approve, by: 'u1' }), signal);
  const [there] = (await from.manager.current()).plugins;
  t.is(lock.plugins[0]?.treeHash, there?.treeHash);
  t.like(lock.plugins[0], { source: { type: 'bundle', path: there?.source.path } });
  t.is(to.plugins.connector('orders')?.version, '1.0.0');

  const reused = await carrying(t);
  await reused.install(await reused.package_('1.0.0', { description: 'Other bytes.' }));
  likeWhole(t, (await reused.sent(bytes)).problems, [{ code: 'version_reused' }]);
  await t.throwsAsync(reused.bundles.export(9), { code: 'generation_not_found' });
});

test('a bundle that is not whole, or holds what none may, is refused by name and leaves nothing', async (t) => {
  const { sent, folders } = await carrying(t);
  const bomb = { name: 'trees/001/bomb.txt', content: Buffer.alloc(9 * 1024 * 1024) };
  const link: RawTarMember = { name: 'trees/001/link', type: '2', linkname: '/etc/passwd' };
  const faults: readonly (readonly [string, Buffer, RegExp])[] = [
    ['no archive', Buffer.from('{}'), /it is no tar\.gz/],
    ['cut short', bundleOf({}).subarray(0, 200), /it is no tar\.gz/],
    ['format', bundleOf({ format: 2 }), /format is 2; this host reads format 1/],
    ['unknown key', bundleOf({ settings: {} }), /not as it has to be: .*settings/],
    ['no head', rawTgz(tree), /no bundle\.json/],
    [
      'hash',
      bundleOf({}, [tree[0] ?? link, { name: 'trees/001/connector.ts', content: 'y' }]),
      /have the hash/,
    ],
    ['no files', bundleOf({}, []), /are not in it/],
    [
      'extra tree',
      bundleOf({}, [...tree, { name: 'trees/002/x.ts', content: '' }]),
      /the tree 002 is of no plugin/,
    ],
    ['beside', bundleOf({}, [...tree, { name: 'evil.ts', content: '' }]), /it holds "evil\.ts"/],
    ['link', bundleOf({}, [...tree, link]), /is a link/],
    ['out', bundleOf({}, [...tree, { name: '../../out', content: '' }]), /leads out of its folder/],
    ['twice', bundleOf({}, [...tree, ...tree]), /is there twice/],
    ['bomb', bundleOf({}, [...tree, bomb]), /unpacks to more than/],
    [
      'another version',
      bundleOf({ plugins: [{ ...plugin, version: '2.0.0' }] }),
      /is "acme\/orders" 1\.0\.0/,
    ],
  ];
  for (const [name, bytes, message] of faults) await t.throwsAsync(sent(bytes), { message }, name);

  t.deepEqual((await sent(bundleOf({}))).problems, []);

  t.deepEqual(await readdir(join(dirname(folders.local), 'incoming')), []);
});
