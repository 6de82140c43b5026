import { addressGuard } from '@agnes/sdk/extract';
import test from 'ava';
import { checkedUrl, checkReferences, checkSlug } from '../../host/distribution/registry/draft.ts';
import { tokenName } from '../../host/distribution/registry/token.ts';

const reach = {
  guard: addressGuard([]),
  resolve: async (host: string) =>
    host === 'inside.example' ? ['93.184.216.34', '10.0.0.7'] : ['93.184.216.34'],
};

test('a slug is short and plain, and none of the folders of the host', (t) => {
  for (const slug of [
    '',
    'A',
    '-x',
    '_x',
    'a/b',
    '..',
    'a b',
    'ä',
    'store',
    'tmp',
    'quarantine',
    'archives',
    'git-cache',
    'git-home',
    'x'.repeat(65),
  ])
    t.throws(() => checkSlug(slug), { code: 'marketplace_invalid' }, slug);
  for (const slug of ['a', '0', 'a-b_c', 'x'.repeat(64), 'stores']) t.notThrows(() => checkSlug(slug), slug);
});

test('what git would take as an option or not at all is no branch and no pin', (t) => {
  for (const name of [
    '',
    '-x',
    '--upload-pack=x',
    'a..b',
    'a b',
    'a~1',
    'a^',
    'a:b',
    'x.lock',
    '@',
    '@{1}',
    'a//b',
    'a\nb',
    '/a',
    'a/',
  ]) {
    t.throws(() => checkReferences({ branch: name }), { code: 'marketplace_invalid' }, name);
    t.throws(() => checkReferences({ pin: name }), { code: 'marketplace_invalid' }, name);
  }
  t.notThrows(() => checkReferences({ branch: 'release/1.x', pin: 'a'.repeat(40) }));
  t.notThrows(() => checkReferences({ branch: null, pin: 'v1.0.0' }));
});

test('only public https addresses without a login are marketplaces', async (t) => {
  const bad = [
    'http://example.com/r.git',
    'ssh://example.com/r',
    'git@example.com:r.git',
    'https://u:p@example.com/r',
    '-x',
    '--upload-pack=/bin/sh',
    'file:///etc',
    'ext::sh -c x',
    'https://10.0.0.1/r',
    'https://169.254.169.254/',
    'https://[::1]/r',
    'https://127.0.0.1/r',
    'https://inside.example/r',
  ];
  for (const url of bad) await t.throwsAsync(() => checkedUrl(url, reach), { code: 'marketplace_url' }, url);
  t.is((await checkedUrl('https://example.com/r.git', reach)).href, 'https://example.com/r.git');
});

test('N73: the name of a token has room for the longest slug, and two that differ have two', (t) => {
  const long = tokenName(`${'x'.repeat(63)}a`);

  t.is(tokenName('acme-tools'), 'AGNES_MARKETPLACE_ACME_TOOLS_TOKEN');
  t.true(long.length <= 64);
  t.not(long, tokenName(`${'x'.repeat(63)}b`));
});
