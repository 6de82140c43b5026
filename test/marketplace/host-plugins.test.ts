import { join } from 'node:path';
import test from 'ava';
import { readTree, treeHash } from '../../host/kernel/tree.ts';
import { fetchPackage } from '../../marketplace/fetch/fetch-package.ts';
import { readMarketplace } from '../../marketplace/manifests/read-marketplace.ts';
import { likeWhole } from '../support/like-whole.ts';
import { marketplaceOf, marketplaceRepository, testTerms } from '../support/marketplace-repository.ts';

const hostManifest = JSON.stringify({
  manifestVersion: 1,
  id: 'acme/words',
  displayName: 'Words',
  description: 'Words of Acme.',
  version: '1.0.0',
  engines: { host: '>=0.1.0' },
  contributes: { skills: [{ path: 'skills/words' }] },
});

test('T76: a plugin of the host in a repository is described and never run; its tree has the hash that the host will give it', async (t) => {
  const { mirror, commit, url, folder } = await marketplaceRepository(t);
  const id = await commit([
    marketplaceOf([{ name: 'words', source: './tools/words' }]),
    { path: 'tools/words/agnes.plugin.json', content: hostManifest },
    { path: 'tools/words/index.ts', content: 'process.exit(1);' },
    { path: 'tools/words/.gitattributes' },
    { path: 'tools/words/dist/ä.mjs', mode: '100755' },
    { path: 'copy/agnes.plugin.json', content: hostManifest },
    { path: 'broken/agnes.plugin.json', content: '{"id":1}' },
    { path: 'heavy/agnes.plugin.json', content: hostManifest.replace('1.0.0', '1.1.0') },
    { path: 'heavy/node_modules/x/index.js' },
    { path: 'a/b/c/d/e/agnes.plugin.json', content: hostManifest },
  ]);

  const { hostPlugins, findings, plugins } = await readMarketplace(mirror, id, testTerms);

  t.is(plugins.length, 1);
  likeWhole(t, hostPlugins, [{ id: 'acme/words', version: '1.0.0', path: 'copy', commit: id }]);
  t.deepEqual(findings.map(({ about }) => about).sort(), ['broken', 'heavy', 'tools/words']);
  const alone = await commit([
    { path: 'x/words/agnes.plugin.json', content: hostManifest },
    { path: 'x/words/index.ts', content: 'process.exit(1);' },
    { path: 'x/words/.gitattributes' },
    { path: 'x/words/dist/ä.mjs', mode: '100755' },
  ]);
  const [found] = (await readMarketplace(mirror, alone, testTerms)).hostPlugins;
  const into = join(folder, 'words');
  const source = { type: 'git', url, commit: alone, path: 'x/words' } as const;
  await fetchPackage(source, { into, mirror: join(folder, 'mirror'), ...testTerms });
  t.is(found?.treeHash, await treeHash(await readTree(into, 'refuse')));
});

test('T100e: a repository whose manifest cannot be read is refused as a whole, by name', async (t) => {
  const { mirror, commit } = await marketplaceRepository(t);
  const file = '.claude-plugin/marketplace.json';
  const cases = [
    [[{ path: 'x' }], /is not there/],
    [[{ path: file, content: '{}' }], /is missing/],
    [[{ path: file, content: '/etc/passwd', mode: '120000' }], /is a symbolic link/],
    [[{ path: file, content: ' '.repeat(1024 * 1024 + 1) }], /larger than the 1048576/],
  ] as const;
  for (const [entries, message] of cases)
    await t.throwsAsync(readMarketplace(mirror, await commit(entries), testTerms), { message });
});
