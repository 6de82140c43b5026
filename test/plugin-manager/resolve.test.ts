import test from 'ava';
import semver from 'semver';
import { type Candidate, usualPolicy, type Wanted } from '../../host/plugin-manager/resolve/candidate.ts';
import { type ResolveInput, resolve } from '../../host/plugin-manager/resolve/resolve.ts';

const host = { version: '1.4.0', apis: { connector: [1, 2] } };
const now = 1_000 * 3_600_000;
const plugin = (id: string, version: string, more: Partial<Candidate> = {}): Candidate => ({
  id,
  version,
  host: '^1.0.0',
  isRemote: false,
  ...more,
});
const asked = (wanted: readonly Wanted[], candidates: readonly Candidate[]) =>
  resolve({ wanted, candidates, host, policy: usualPolicy, now });
const names = (result: ReturnType<typeof resolve>) =>
  'chosen' in result ? result.chosen.map(({ id, version }) => `${id}@${version}`) : result.problems;

test('the highest version that fits host, API, channel and age is chosen', (t) => {
  const young = { isRemote: true, publishedAt: now - 3_600_000 };
  const all = [
    plugin('a', '1.0.0'),
    plugin('a', '1.1.0', { api: { connector: 2 } }),
    plugin('a', '1.2.0', { api: { connector: 3 } }),
    plugin('a', '1.3.0', { host: '^2.0.0' }),
    plugin('a', '1.4.0-beta.1'),
    plugin('a', '1.5.0', { yanked: 'loses rows' }),
    plugin('a', '1.6.0', young),
  ];

  t.deepEqual(names(asked([{ id: 'a' }], all)), ['a@1.1.0']);
  t.deepEqual(names(asked([{ id: 'a', channel: 'beta' }], all)), ['a@1.4.0-beta.1']);
  t.deepEqual(names(asked([{ id: 'a', pin: '1.6.0' }], all)), ['a@1.6.0']);
  t.deepEqual(names(asked([{ id: 'a', pin: '1.5.0' }], all)), ['a@1.5.0']);
  t.deepEqual(names(asked([{ id: 'a', pin: '1.0.0' }], all)), ['a@1.0.0']);
  t.deepEqual(
    names(asked([{ id: 'a' }], [...all, plugin('a', '1.7.0', { ...young, isSecurityFix: true })])),
    ['a@1.7.0'],
  );
});

test('a problem names the thing, the rule and the nearest version that would work', (t) => {
  const young = plugin('a', '2.0.0', { isRemote: true, publishedAt: now - 3_600_000 });

  t.deepEqual(names(asked([{ id: 'a', range: '^2.0.0' }], [plugin('a', '1.0.0'), young])), [
    {
      id: 'a',
      code: 'too_young',
      message:
        'a 2.0.0 is too young; it may be installed in 71 hours, or now as a pin; the nearest version that would work is 1.0.0.',
    },
  ]);
  t.deepEqual(names(asked([{ id: 'x' }], [])), [
    { id: 'x', code: 'unknown', message: 'No marketplace or folder has a plugin "x".' },
  ]);
  t.deepEqual(names(asked([{ id: 'a', pin: '3.0.0' }], [plugin('a', '3.0.0', { host: '^2.0.0' })])), [
    { id: 'a', code: 'host', message: 'a 3.0.0 is made for hosts ^2.0.0; this one is 1.4.0.' },
  ]);
});

test('a conflict names both sides', (t) => {
  const all = [
    plugin('a', '1.0.0', { needs: { c: '^1.0.0' } }),
    plugin('b', '1.0.0', { needs: { c: '^2.0.0' } }),
    plugin('c', '1.5.0'),
    plugin('c', '2.5.0'),
  ];

  t.deepEqual(names(asked([{ id: 'a' }, { id: 'b' }], all)), [
    {
      id: 'c',
      code: 'conflict',
      message:
        'b 1.0.0 needs c ^2.0.0, and a 1.0.0 needs ^1.0.0; the nearest version that can be installed is 2.5.0.',
    },
  ]);
});

/** Numbers that look random and are the same every time. */
const numbers = (seed: number) => {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
};

/** Every way to choose a version, or none, of each plugin: is there one that pleases all? */
const bruteForce = ({ wanted, candidates }: ResolveInput): boolean => {
  const ids = [...new Set(candidates.map(({ id }) => id))];
  const ways = ids.reduce<Candidate[][]>(
    (all, id) =>
      all.flatMap((way) => [
        way,
        ...candidates.filter((each) => each.id === id).map((each) => [...way, each]),
      ]),
    [[]],
  );
  return ways.some((way) => pleases(way, wanted));
};

const pleases = (way: readonly Candidate[], wanted: readonly Wanted[]): boolean => {
  const has = (id: string, range: string) =>
    way.some((each) => each.id === id && semver.satisfies(each.version, range));
  return (
    wanted.every(({ id, range = '*' }) => has(id, range)) &&
    way.every(({ needs = {} }) => Object.entries(needs).every(([id, range]) => has(id, range)))
  );
};

test('of 500 small worlds the resolver finds an answer exactly where there is one, and the answer holds', (t) => {
  const random = numbers(7);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const ranges = ['*', '^1.0.0', '^2.0.0', '1.0.0', '>=1.1.0'];
  let found = 0;
  for (let round = 0; round < 500; round++) {
    const candidates = ['a', 'b', 'c', 'd'].flatMap((id) =>
      ['1.0.0', '1.1.0', '2.0.0']
        .filter(() => random() < 0.7)
        .map((version) =>
          plugin(id, version, {
            needs: Object.fromEntries(
              ['a', 'b', 'c', 'd']
                .filter((other) => other !== id && random() < 0.3)
                .map((other) => [other, pick(ranges)]),
            ),
          }),
        ),
    );
    const wanted = ['a', 'b'].map((id) => ({ id, range: pick(ranges) }));
    const input = { wanted, candidates, host, policy: usualPolicy, now };
    const result = resolve(input);
    t.is('chosen' in result, bruteForce(input), JSON.stringify(input));
    if (!('chosen' in result)) continue;
    found++;
    t.true(pleases(result.chosen, wanted));
  }
  t.true(found > 50 && found < 450, String(found));
});
