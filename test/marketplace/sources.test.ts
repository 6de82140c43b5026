import { addressGuard } from '@agnes/sdk/extract';
import test from 'ava';
import { marketplaceManifest } from '../../marketplace/manifests/marketplace-manifest.ts';

const reach = { guard: addressGuard([]) };
const listing = (plugins: readonly unknown[], more: object = {}) =>
  marketplaceManifest(
    Buffer.from(JSON.stringify({ name: 'acme', owner: { name: 'Acme' }, plugins, ...more })),
    reach,
  );
const sha = 'a1'.repeat(20);

const url = 'https://git.example/r.git';
const forms = [
  ['./', { form: 'relative', path: '' }],
  ['./a/b/', { form: 'relative', path: 'a/b' }],
  ['bare', { form: 'relative', path: 'plugins/bare' }],
  [
    { source: 'github', repo: 'acme/tools', ref: 'v1', sha },
    { form: 'github', url: 'https://github.com/acme/tools.git', path: '', ref: 'v1', sha },
  ],
  [
    { source: 'url', url },
    { form: 'url', url, path: '', ref: undefined, sha: undefined },
  ],
  [
    { source: 'git-subdir', url, path: 'a' },
    { form: 'git-subdir', url, path: 'a', ref: undefined, sha: undefined },
  ],
  [
    { source: 'archive', url: 'https://a.example/x.zip', sha256: 'A'.repeat(64) },
    { form: 'archive', url: 'https://a.example/x.zip', integrity: `sha256-${'a'.repeat(64)}` },
  ],
  [
    { source: 'archive', url: 'https://a.example/x.zip' },
    { form: 'archive', url: 'https://a.example/x.zip', integrity: undefined },
  ],
] as const;

test('every form of source is read', (t) => {
  const { entries, findings } = listing(
    forms.map(([source], index) => ({ name: `p${index}`, source })),
    { metadata: { pluginRoot: './plugins' } },
  );
  t.deepEqual(
    entries.map(({ source }) => source),
    forms.map(([, read]) => read),
  );
  t.deepEqual(findings, []);
});

const bad = [
  [{ source: 'npm', package: 'x' }, 'marketplace_source_unsupported', /packages of a registry/],
  [{ source: 'command', command: 'id' }, 'marketplace_source_unsupported', /never run/],
  [{ source: 'constructor' }, 'marketplace_source_unsupported', /nobody here knows/],
  [
    { source: 'archive', url: 'https://a.example/x.zip', headers: {} },
    'marketplace_source_unsupported',
    /headers/,
  ],
  [{ source: 'github', repo: '--upload-pack=x/y' }, 'package_source_invalid', /an owner and a name/],
  [{ source: 'github', repo: 'acme/..' }, 'package_source_invalid', /an owner and a name/],
  [
    { source: 'github', repo: 'acme/x', ref: '--upload-pack=id' },
    'package_source_invalid',
    /branch or a tag/,
  ],
  [{ source: 'github', repo: 'acme/x', sha: 'abc' }, 'package_source_invalid', /40 digits/],
  [{ source: 'url', url: 'file:///etc' }, 'package_source_invalid', /not an https/],
  [{ source: 'url', url: 'ext::sh -c id' }, 'package_source_invalid', /an option or has blanks/],
  [{ source: 'url', url: 'https://10.0.0.1/r.git' }, 'address_refused', /10\.0\.0\.1/],
  [{ source: 'url', url: 'https://u:5ecret@git.example/r.git' }, 'package_source_invalid', /a login/],
  ['bare', 'package_source_invalid', /pluginRoot/],
  [7, 'package_source_invalid', /neither a path nor an object/],
] as const;

test('a source that is malformed or not supported says why, and what to do', (t) => {
  for (const [source, rule, what] of bad) {
    const [finding] = listing([{ name: 'x', source }]).findings;
    t.is(finding?.rule, rule);
    t.regex(finding?.what ?? '', what);
    t.notRegex(JSON.stringify(finding), /5ecret/);
    t.true((finding?.next.length ?? 0) > 10);
  }
  t.regex(listing([{ name: 'x', source: './x', headersHelper: 'id' }]).findings[0]?.what ?? '', /never run/);
});
