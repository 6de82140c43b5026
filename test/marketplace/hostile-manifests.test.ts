import { addressGuard } from '@agnes/sdk/extract';
import test from 'ava';
import { marketplaceManifest } from '../../marketplace/manifests/marketplace-manifest.ts';

const reach = { guard: addressGuard([]) };
const listing = (plugins: readonly unknown[], more: object = {}) =>
  marketplaceManifest(
    Buffer.from(JSON.stringify({ name: 'acme', owner: { name: 'Acme' }, plugins, ...more })),
    reach,
  );

const good = '{"name":"acme","owner":{"name":"A"},"plugins":[]}';
const cases = [
  [good.replace('"name":"acme"', '"name":"acme","__proto__":{"x":1}'), /a key "__proto__"/],
  [good.replace('"name":"acme"', '"name":"acme","\\u005f_proto__":{"x":1}'), /a key "__proto__"/],
  [good.replace('"name":"acme"', '"name":"acme","name":"evil"'), /the key "name" twice/],
  [good.replace('"name":"acme"', '"name":"acme","n\\u0061me":"evil"'), /the key "name" twice/],
  [good.replace('"A"', '"A","name":"B"'), /the key "name" twice/],
  [good.replace('[]', `${'['.repeat(32)}${']'.repeat(32)}`), /deeper than 32/],
  [good.replace('[]', `${'['.repeat(200_000)}${']'.repeat(200_000)}`), /deeper than 32/],
  [`\uFEFF${good}`, /byte order mark/],
  [good.replace('[]', '[NaN]'), /is not JSON/],
  [`${good.slice(0, -1)},}`, /is not JSON/],
  [`${good} // x`, /is not JSON/],
  ['', /is not JSON/],
  [`${good}${' '.repeat(1024 * 1024)}`, /larger than 1048576/],
  ['[]', /must be object/],
  ['null', /must be object/],
  [good.replace('"acme"', '"../x"'), /\/name/],
  [good.replace('"acme"', '"a..b"'), /\/name/],
  [good.replace('"owner":{"name":"A"},', ''), /"owner" is missing/],
  [good.replace('[]', '{}'), /\/plugins/],
] as const;

test('T100e: a manifest that two readers would read differently, or that is too large or too deep, is refused', (t) => {
  for (const [text, message] of cases) {
    const error = t.throws(() => marketplaceManifest(Buffer.from(text), reach), {
      code: 'marketplace_manifest_invalid',
      message,
    });
    t.true((error?.message.length ?? 0) < 400);
  }
  t.throws(() => marketplaceManifest(Buffer.from([0x22, 0xff, 0x22]), reach), { message: /not UTF-8/ });
  t.is(Reflect.get({}, 'x'), undefined);
});

const broken: readonly unknown[] = [
  null,
  7,
  [],
  { name: 'no-source' },
  { source: './x' },
  { name: 7, source: './x' },
  { name: 'x y', source: './x' },
  { name: 'constructor..', source: './x' },
  { name: 'bad-tags', source: './x', tags: 'many' },
  { name: 'bad-version', source: './x', version: '1 0' },
];

test('T100e: of 500 entries, every other one broken, the good ones are read and each broken one is named', (t) => {
  const entries = Array.from({ length: 500 }, (_, index) =>
    index % 2 === 0
      ? { name: `good-${index}`, source: `./p/${index}` }
      : broken[(index >> 1) % broken.length],
  );

  const { entries: taken, findings } = listing(entries);

  t.is(taken.length, 250);
  const problems = findings.filter(({ level }) => level === 'problem');
  t.is(problems.length, 250);
  for (const { about, what, rule, next } of problems) {
    t.true([about, what, rule, next].every((text) => text !== undefined && text !== ''));
  }
});

const paths = [
  ['./../x', /"\.\."/],
  ['./a/../../x', /"\.\."/],
  ['/etc', /does not start with/],
  ['a/b', /does not start with/],
  ['./a\\b', /backslash/],
  ['./C:', /drive/],
  ['./a:b', /drive/],
  ['./con', /device of Windows/],
  ['./a/nul.txt', /device of Windows/],
  ['./.git', /repository inside/],
  ['./a/.GIT/x', /repository inside/],
  ['./git~1', /repository inside/],
  ['./a.', /ends in a dot/],
  ['./a /b', /ends in a dot/],
  ['./a//b', /empty part/],
  ['./a/./b', /empty part/],
  ['./a|b', /pattern/],
  ['.//etc', /absolute/],
  ['./a\u0000', /nobody sees/],
  ['./a\u202Eb', /nobody sees/],
  ['./a\u200Bb', /nobody sees/],
  [`./${'x'.repeat(121)}`, /longer than 120/],
  [`./${'abcdefgh/'.repeat(30)}x`, /longer than 240/],
] as const;

const names = [
  '..',
  '.',
  '.git',
  '../x',
  'a/b',
  'a\\b',
  '-x',
  '',
  'a b',
  'a\u0000',
  '\u0430bc',
  'x'.repeat(65),
  'a..b',
  'ａ',
];

const entriesWith = (path: string): readonly object[] => [
  { name: 'x', source: path },
  { name: 'x', source: { source: 'git-subdir', url: 'https://git.example/r.git', path } },
  { name: 'x', source: './x', skills: [path] },
  { name: 'x', source: './x', commands: path },
];

test('T98: of 100 names and paths that are another one somewhere, none is taken and each rule is said', (t) => {
  let cases = names.length;
  for (const [path, rule] of paths) {
    const all = entriesWith(path);
    // What does not start with a dot is no path at all as a source; elsewhere it is one like any other.
    for (const entry of path.startsWith('.') ? all : all.slice(0, 1)) {
      const { entries, findings } = listing([entry]);
      t.deepEqual(entries, [], JSON.stringify(entry));
      t.regex(findings[0]?.what ?? '', rule, JSON.stringify(entry));
      cases++;
    }
  }
  for (const name of names) t.deepEqual(listing([{ name, source: './x' }]).entries, [], name);
  t.is(cases, 100);
});
