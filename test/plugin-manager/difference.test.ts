import test from 'ava';
import {
  breakingBetween,
  capabilityDiff,
  changelogBetween,
  configDiff,
} from '../../host/plugin-manager/resolve/difference.ts';

test('more power, less power and other reasons are told apart', (t) => {
  const why = 'reads tickets';
  const from = { network: [{ host: 'a.example', why }], state: { why } };
  const to = {
    network: [
      { why: 'writes tickets', host: 'a.example' },
      { host: 'b.example', why },
    ],
  };

  t.deepEqual(capabilityDiff(from, to), {
    added: [{ kind: 'network', what: '{"host":"b.example"}', why }],
    removed: [{ kind: 'state', what: '{}', why }],
    reworded: [{ kind: 'network', what: '{"host":"a.example"}', why: 'writes tickets', was: why }],
  });
  t.deepEqual(capabilityDiff(undefined, undefined), { added: [], removed: [], reworded: [] });
});

test('a difference of settings never tells a secret', (t) => {
  const isSecret = (pointer: string) => pointer === '/login/token';
  const from = { url: 'a', login: { token: 'canary-1', user: 'x' }, hosts: ['canary-2'], same: 1 };
  const to = {
    url: 'b',
    login: { token: 'canary-3', user: 'x' },
    hosts: ['canary-4'],
    same: 1,
    more: { deep: 1 },
  };

  const told = configDiff(from, to, isSecret);

  t.deepEqual(told, [
    { pointer: '/hosts', isMasked: true },
    { pointer: '/login/token', isMasked: true },
    { pointer: '/more/deep', isMasked: false, from: undefined, to: 1 },
    { pointer: '/url', isMasked: false, from: 'a', to: 'b' },
  ]);
  t.notRegex(
    JSON.stringify([told, configDiff(from, undefined, isSecret), configDiff('x', to, isSecret)]),
    /canary/,
  );
});

test('the changelog and the breaking notes between two versions are those of the way', (t) => {
  const text =
    '# Changelog\n\n## Unreleased\nx\n## [2.0.0] - 2026-01-01\ntwo\n## v1.1.0\none-one\n## 1.0.0\none\n';
  const notes = ['2.0.0', '1.1.0', '1.0.0', '3.0.0'].map((version) => ({ version, message: version }));

  t.is(changelogBetween(text, '1.0.0', '2.0.0'), '## [2.0.0] - 2026-01-01\ntwo\n## v1.1.0\none-one');
  t.is(changelogBetween(text, undefined, '1.0.0'), '## 1.0.0\none');
  t.is(changelogBetween(text, '2.0.0', '2.0.0'), '');
  t.deepEqual(
    breakingBetween(notes, '1.0.0', '2.0.0').map(({ version }) => version),
    ['1.1.0', '2.0.0'],
  );
});
