import { addressGuard } from '@agnes/sdk/extract';
import test from 'ava';
import { effectiveManifest } from '../../marketplace/manifests/effective-manifest.ts';
import { marketplaceManifest } from '../../marketplace/manifests/marketplace-manifest.ts';
import { pluginManifest } from '../../marketplace/manifests/plugin-manifest.ts';

const reach = { guard: addressGuard([]) };
const read = (manifest: object) => marketplaceManifest(Buffer.from(JSON.stringify(manifest)), reach);
const listing = (plugins: readonly unknown[], more: object = {}) =>
  read({ name: 'acme', owner: { name: 'Acme' }, plugins, ...more });

test('T99: two entries whose names are one where case does not count: the first is used, the second is a problem', (t) => {
  const { entries, findings } = listing([
    { name: 'Tools', source: './a' },
    { name: 'tools', source: './b' },
    { name: 'Tools', source: './c' },
  ]);

  t.deepEqual(
    entries.map(({ name, source }) => [name, source]),
    [['Tools', { form: 'relative', path: 'a' }]],
  );
  t.deepEqual(
    findings.map(({ rule, level }) => [rule, level]),
    [
      ['name_twice', 'problem'],
      ['name_twice', 'problem'],
    ],
  );
});

test('names are followed through renames; circles and names that are still there are not', (t) => {
  const { renames, findings } = listing(
    [
      { name: 'c', source: './c' },
      { name: 'd', source: './d' },
    ],
    {
      renames: {
        a: 'b',
        b: 'c',
        gone: null,
        ring: 'ring2',
        ring2: 'ring',
        lost: 'nowhere',
        d: 'c',
        constructor: 'c',
      },
    },
  );

  t.deepEqual(renames, { a: 'c', b: 'c', gone: null, constructor: 'c' });
  t.deepEqual(
    findings.map(({ about, rule }) => `${rule} ${about}`),
    ['ring', 'ring2', 'lost', 'd'].map((name) => `rename_ignored ${name}`),
  );
});

test('unknown keys and names of the vendor are warnings, and what they belong to is taken', (t) => {
  const { entries, findings } = listing([{ name: 'claude-x', source: './x', colour: 'red' }], { extra: 1 });
  t.is(entries.length, 1);
  t.is(entries[0]?.raw['colour'], 'red');
  t.deepEqual(
    findings.map(({ rule, level, about }) => [rule, level, about]),
    [
      ['unknown_keys', 'warning', undefined],
      ['unknown_keys', 'warning', 'claude-x'],
      ['vendor_name', 'warning', 'claude-x'],
    ],
  );
});

test('entry and plugin.json are read together: by precedence, and with "strict": false the entry is the manifest', (t) => {
  const entryOf = (more: object) => {
    const [entry] = listing([{ name: 'listed', source: './x', ...more }]).entries;
    if (!entry) throw new Error('no entry');
    return entry;
  };
  const own = (fields: object) => pluginManifest(Buffer.from(JSON.stringify(fields)), 'listed').manifest;

  const both = effectiveManifest(
    entryOf({ version: '1.0.0', displayName: 'Entry', defaultEnabled: false, skills: './more' }),
    own({
      name: 'own',
      version: '2.0.0',
      displayName: 'Own',
      defaultEnabled: true,
      skills: ['./skills'],
      hooks: {},
    }),
  );
  t.like(both, {
    name: 'own',
    declaredVersion: '2.0.0',
    displayName: 'Entry',
    defaultEnabled: false,
    written: undefined,
  });
  t.deepEqual(both.components, { hooks: [{}], skills: [['./skills'], './more'] });

  const loose = effectiveManifest(
    entryOf({ strict: false, version: '1.0.0', commands: ['./c.md'] }),
    undefined,
  );
  t.deepEqual(loose.written, { name: 'listed', version: '1.0.0', commands: ['./c.md'] });
  t.is(loose.name, 'listed');

  t.throws(() => effectiveManifest(entryOf({ strict: false, commands: './c' }), own({ name: 'own' })), {
    message: /"strict": false names commands/,
  });
  t.is(effectiveManifest(entryOf({ strict: false }), own({ name: 'own' })).name, 'own');
  t.throws(() => own({ name: 'own', agents: '../x' }), { message: /names in agents/ });
  t.throws(() => own({ version: '1.0.0' }), { message: /"name" is missing/ });
});
