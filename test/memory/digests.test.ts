import test from 'ava';
import { bundleFor } from '../../host/memory/bundle.ts';
import { BundleDigests, digestOf } from '../../host/memory/bundle-digests.ts';
import type { ShelvedItem } from '../../host/memory/shelf.ts';
import type { HostClient } from '../support/host-client.ts';
import { addItem, decide, sharedPeople } from './support/people.ts';
import { anybody, now, shelvedItem } from './support/shelved.ts';

const people = sharedPeople();
const day = 24 * 60 * 60_000;

const manifestOf = async (who: HostClient) => {
  const { headers, body } = await who.send('GET /api/sync/manifest');
  const { rules } = (body as { assets: { rules: { hash: string } } }).assets;
  return { tag: headers.get('etag') ?? '', hash: rules.hash };
};

test.serial(
  'the manifest names the rules of its caller as their bundle does, and is another one when they change',
  async (t) => {
    const { root, ada, bob } = await people();
    const before = await manifestOf(ada);
    const id = await addItem(root, { title: 'Waiting' });
    const waiting = await manifestOf(ada);
    await decide(root, ['mandate', id]);

    const after = await manifestOf(ada);
    const { hash } = await ada.ask('GET /api/memory/bundle');
    const known = await ada.send('GET /api/sync/manifest', { headers: { 'if-none-match': after.tag } });
    const stale = await ada.send('GET /api/sync/manifest', { headers: { 'if-none-match': before.tag } });

    t.deepEqual(waiting, before);
    t.not(after.hash, before.hash);
    t.is(after.hash, hash as string);
    t.deepEqual([known.status, stale.status], [304, 200]);
    t.is((await manifestOf(bob)).hash, after.hash);
  },
);

test.serial(
  'N07: a digest tells nothing of what is not for its reader, and follows groups and grants at once',
  async (t) => {
    const { root, ada, bob, carol } = await people();
    const hashes = async () => {
      const [a, b, c] = [await manifestOf(ada), await manifestOf(bob), await manifestOf(carol)];
      return { ada: a.hash, bob: b.hash, carol: c.hash };
    };
    const before = await hashes();
    const id = await addItem(root, { title: 'Of analysts', domain: 'finance' });
    await decide(root, ['mandate', id], { audience: 'group:Analysts' });
    const placed = await hashes();
    const groups = (await root.ask('GET /api/admin/groups')) as unknown as readonly {
      id: string;
      name: string;
    }[];
    const analysts = groups.find(({ name }) => name === 'Analysts')?.id;
    await root.ask(`POST /api/admin/groups/${analysts}/members`, { body: { email: 'bob@example.com' } });
    const joined = await hashes();

    t.not(placed.ada, before.ada);
    t.is(placed.bob, before.bob);
    t.not(placed.carol, before.carol, 'finance is granted');
    t.is(joined.bob, placed.ada);
  },
);

test('a digest changes with texts, places and order of what an agent gets, and with nothing else', (t) => {
  const [first, second] = [shelvedItem('a', { confidence: 0.9 }), shelvedItem('b', { status: 'mandatory' })];
  const of = (...items: readonly ShelvedItem[]) => digestOf(bundleFor(anybody, items));
  const third = shelvedItem('c');
  const usual = of(first, second, third);

  t.is(of(third, { ...first, upvotes: 7, score: 7, contributors: ['x'] }, second), usual);
  t.is(of(first, second, third, shelvedItem('d', { status: 'pending' })), usual);
  const others = [
    of({ ...first, content: 'x' }, second, third),
    of({ ...first, title: 'x' }, second, third),
    of({ ...first, domain: 'finance' }, second, third),
    of(first, { ...second, status: 'approved' }, third),
    of(first, second, { ...third, confidence: 1 }),
    of(second, third),
  ];
  t.is(new Set([usual, ...others]).size, others.length + 1);
});

test('a digest is computed once, and again when an item is past its day', async (t) => {
  const ends = new Date(now + day);
  const items = [shelvedItem('a'), shelvedItem('b', { valid_until: ends })];
  let [at, looks] = [now, 0];
  const principal = { userId: 'u', email: 'u@example.com', isAdmin: false, kind: 'session' } as const;
  const digests = new BundleDigests({
    items: async () => items,
    viewer: () => ({ ...anybody, now: at }),
    get decay() {
      looks += 1;
      return 'exponential' as const;
    },
  });

  const first = await digests.of(principal);
  t.is(await digests.of(principal), first);
  t.is(looks, 1);
  at = ends.getTime() - 1;
  t.is(await digests.of(principal), first);
  at = ends.getTime();
  const past = await digests.of(principal);

  t.is(looks, 3);
  t.is(past, digestOf(bundleFor({ ...anybody, now: at }, items)));
  t.not(past, first);
});
