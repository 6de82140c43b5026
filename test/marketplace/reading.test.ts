import { hash } from 'node:crypto';
import { createServer } from 'node:http';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readMarketplace } from '../../marketplace/manifests/read-marketplace.ts';
import { freePort } from '../support/free-port.ts';
import type { Committed } from '../support/git-repository.ts';
import { marketplaceOf, marketplaceRepository, testTerms } from '../support/marketplace-repository.ts';
import { rawZip } from '../support/raw-zip.ts';

const skill = (name: string) => `---\nname: ${name}\ndescription: >-\n  Reads\n  tables.\n---\nText.\n`;
const archiveServer = async (t: ExecutionContext, bytes: Buffer): Promise<string> => {
  const port = await freePort();
  const server = createServer((_, response) => response.end(bytes)).listen(port, '127.0.0.1');
  t.teardown(() => server.close());
  return `http://127.0.0.1:${port}/a.zip`;
};

/** A marketplace with an entry for each form of source, some of them broken. */
const everyForm = (
  url: string,
  elsewhere: string,
  { archive, zip }: { readonly archive: object; readonly zip: Buffer },
): readonly Committed[] => [
  marketplaceOf([
    { name: 'local', source: './p/local', version: '1.0.0' },
    { name: 'linked', source: './p/linked' },
    { name: 'nothing', source: './p/nothing' },
    { name: 'by-url', source: { source: 'url', url, sha: elsewhere } },
    { name: 'by-ref', source: { source: 'git-subdir', url, path: 'sub', ref: 'other' } },
    { name: 'zipped', source: { ...archive, sha256: hash('sha256', zip) } },
    { name: 'other-zip', source: { ...archive, sha256: '0'.repeat(64) } },
    { name: 'github', source: { source: 'github', repo: 'acme/tools' } },
    { name: 'npm', source: { source: 'npm', package: 'left-pad' } },
    { name: 'last', source: './p/last', strict: false, skills: ['./s'] },
  ]),
  { path: 'p/local/.claude-plugin/plugin.json', content: '{"name":"own","version":"2.0.0"}' },
  { path: 'p/local/bin/run', content: '#!/bin/sh\n', mode: '100755' },
  { path: 'p/local/.DS_Store' },
  { path: 'p/local/.github/x' },
  { path: 'p/local/.gitignore' },
  { path: 'p/linked/a' },
  { path: 'p/linked/passwd', content: '/etc/passwd', mode: '120000' },
  { path: 'p/last/s/q/SKILL.md', content: skill('q') },
];

/** That marketplace, served and kept, and what it is read with. */
const served = async (t: ExecutionContext) => {
  const { mirror, commit, url, folder } = await marketplaceRepository(t);
  const elsewhere = await commit(
    [{ path: 'sub/skills/a/SKILL.md', content: skill('a') }, { path: 'b' }],
    'other',
  );
  const zip = rawZip([
    { name: 'skills/z/SKILL.md', content: skill('z') },
    { name: 'run.sh', mode: 0o100755 },
  ]);
  const archive = { source: 'archive', url: await archiveServer(t, zip) };
  const id = await commit(everyForm(url, elsewhere, { archive, zip }));
  const external = { folder: join(folder, 'sources'), hosts: ['127.0.0.1'] };
  return { mirror, id, elsewhere, terms: { ...testTerms, external } };
};

test('N74: every form of source is brought as its manifest says, executable bits are kept', async (t) => {
  const { mirror, id, elsewhere, terms } = await served(t);

  const { plugins } = await readMarketplace(mirror, id, terms);

  t.deepEqual(
    plugins.map(({ entry }) => entry),
    ['local', 'by-url', 'by-ref', 'zipped', 'last'],
  );
  const files = plugins.map((plugin) =>
    plugin.files.map(({ path, isExecutable }) => `${isExecutable ? 'x' : '-'} ${path}`).sort(),
  );
  t.deepEqual(files, [
    ['- .claude-plugin/plugin.json', '- .gitignore', 'x bin/run'],
    ['- .claude-plugin/plugin.json', '- b', '- sub/skills/a/SKILL.md'],
    ['- .claude-plugin/plugin.json', '- skills/a/SKILL.md'],
    ['- .claude-plugin/plugin.json', '- skills/z/SKILL.md', 'x run.sh'],
    ['- .claude-plugin/plugin.json', '- s/q/SKILL.md'],
  ]);
  t.is(plugins[0]?.manifest.name, 'own');
  t.regex(plugins[0]?.servedVersion ?? '', /^2\.0\.0\+[0-9a-f]{12}$/);
  t.deepEqual(
    plugins.map(({ commit: of }) => of),
    [id, elsewhere, elsewhere, undefined, id],
  );
  t.deepEqual(
    plugins.map(({ facts }) => facts.skills.map(({ name, description }) => `${name}: ${description}`)),
    [[], [], ['a: Reads tables.'], ['z: Reads tables.'], ['q: Reads tables.']],
  );
});

test('what is broken, elsewhere or not allowed is said of its entry alone', async (t) => {
  const { mirror, id, terms } = await served(t);

  const { findings } = await readMarketplace(mirror, id, terms);

  const said = Object.fromEntries(
    findings.filter(({ level }) => level === 'problem').map(({ about, what }) => [about, what]),
  );
  t.deepEqual(Object.keys(said).sort(), ['github', 'linked', 'nothing', 'npm', 'other-zip']);
  t.regex(said['linked'] ?? '', /"passwd" is a symbolic link/);
  t.regex(said['nothing'] ?? '', /has no file/);
  t.regex(said['github'] ?? '', /github\.com is not allowed/);
  t.regex(said['other-zip'] ?? '', /has the hash/);
  const closed = await readMarketplace(mirror, id, testTerms);
  t.deepEqual(
    closed.plugins.map(({ entry }) => entry),
    ['local', 'last'],
  );
  t.is(closed.findings.filter(({ what }) => what.includes('switched off')).length, 5);
});

test('trouble on the disk with one place is said of the entries of that place alone', async (t) => {
  const { mirror, id } = await served(t);
  const external = { folder: '/dev/null', hosts: ['127.0.0.1'] };

  const { plugins, findings } = await readMarketplace(mirror, id, { ...testTerms, external });

  t.deepEqual(
    plugins.map(({ entry }) => entry),
    ['local', 'last'],
  );
  t.deepEqual(
    findings.filter(({ rule }) => rule === 'unreadable').map(({ about }) => about),
    ['by-url', 'by-ref', 'zipped', 'other-zip'],
  );
});

test('N75: what did not change is read no second time, and equal content at another commit is the same version', async (t) => {
  const { mirror, commit } = await marketplaceRepository(t);
  const list = marketplaceOf([
    { name: 'a', source: './a' },
    { name: 'b', source: './b' },
  ]);
  const first = await readMarketplace(
    mirror,
    await commit([list, { path: 'a/x' }, { path: 'b/x' }]),
    testTerms,
  );
  const same = await readMarketplace(mirror, first.commit, { ...testTerms, before: first });
  const id = await commit([list, { path: 'a/x' }, { path: 'b/x', mode: '100755' }]);

  const next = await readMarketplace(mirror, id, { ...testTerms, before: first });

  t.is(first.read, 2);
  t.deepEqual(same, { ...first, read: 0 });
  t.deepEqual(
    JSON.parse(JSON.stringify(await readMarketplace(mirror, first.commit, testTerms))),
    JSON.parse(JSON.stringify(first)),
  );
  t.is(next.read, 1);
  t.deepEqual(
    [first.plugins[0]?.contentDigest, id],
    [next.plugins[0]?.contentDigest, next.plugins[0]?.commit],
  );
  t.not(first.plugins[1]?.contentDigest, next.plugins[1]?.contentDigest);
});
