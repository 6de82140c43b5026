import test from 'ava';
import type { HostClient } from '../support/host-client.ts';
import { addItem, decide, type People, sharedPeople, titlesIn } from './support/people.ts';

const people = sharedPeople();

interface Placed {
  readonly ids: Readonly<Record<string, string>>;
}

/** One item of every kind, with who may know of it beside the administrator. */
const kinds = {
  'for everybody': ['ada', 'bob', 'carol'],
  'for analysts': ['ada', 'bob'],
  'for analysts on finance': ['ada', 'bob', 'carol'],
  waiting: ['bob'],
  revoked: ['bob'],
  'personal to Bob': ['bob'],
} as const;

const place = async ({ root, bob }: People): Promise<Placed> => {
  const ids: Record<string, string> = {};
  for (const title of Object.keys(kinds)) {
    const domain = title.endsWith('finance') ? 'finance' : 'data';
    ids[title] = await addItem(bob, { title, domain, tags: [title] });
  }
  for (const title of ['for everybody', 'revoked', 'personal to Bob'])
    await decide(root, ['approve', ids[title] ?? '']);
  for (const title of ['for analysts', 'for analysts on finance'])
    await decide(root, ['mandate', ids[title] ?? ''], { audience: 'group:analysts' });
  await decide(root, ['revoke', ids['revoked'] ?? '']);
  await bob.ask(`POST /api/memory/${ids['personal to Bob']}/personal`, { body: { is_personal: true } });
  return { ids };
};

let placed: Promise<Placed> | undefined;
const stage = async () => {
  const all = await people();
  placed ??= place(all);
  const { ids } = await placed;
  return { ...all, ids };
};

const expected = (name: string, but: readonly string[] = []): readonly string[] =>
  Object.entries(kinds)
    .filter(([title, who]) => (who as readonly string[]).includes(name) && !but.includes(title))
    .map(([title]) => title)
    .toSorted();

const told = async (who: HostClient) => {
  const list = await who.ask('GET /api/memory');
  const tree = await who.ask('GET /api/memory/tree?axis=tag');
  const stats = await who.ask('GET /api/memory/stats');
  const groups = tree['groups'] as readonly { readonly items: unknown }[];
  return {
    list: titlesIn(list['items']),
    tree: groups.flatMap(({ items }) => titlesIn(items)).toSorted(),
    stats: Object.keys(stats['by_tag'] as object).toSorted(),
    total: stats['total'],
  };
};

test('N07: lists, trees and counts hold what somebody may see, and nothing that is personal', async (t) => {
  const { ada, bob, carol } = await stage();

  for (const [name, who] of Object.entries({ ada, bob, carol })) {
    const titles = expected(name, ['personal to Bob']);
    t.deepEqual(await told(who), { list: titles, tree: titles, stats: titles, total: titles.length }, name);
  }
});

test('N07: votes and provenance of what somebody may not see answer like what is not there', async (t) => {
  const { ada, bob, carol, ids } = await stage();

  for (const [name, who] of Object.entries({ ada, bob, carol })) {
    const seen: string[] = [];
    for (const [title, id] of Object.entries(ids)) {
      const from = await who.send(`GET /api/memory/${id}/provenance`);
      const vote = await who.send(`POST /api/memory/${id}/vote`, { body: { vote: 0 } });
      t.is(from.status, vote.status);
      if (from.status === 200) seen.push(title);
      else t.like(from.body, { status: 404, code: 'memory_item_not_found' });
    }
    t.deepEqual(seen.toSorted(), expected(name), name);
  }
});

test('N07: a bundle holds what counts for its reader, and of personal items only their own', async (t) => {
  const { root, ada, bob, carol } = await stage();
  const bundleOf = async (who: HostClient) => {
    const { mandatory, approved } = await who.ask('GET /api/memory/bundle');
    return { mandatory: titlesIn(mandatory), approved: titlesIn(approved) };
  };
  const analysts = ['for analysts', 'for analysts on finance'];

  t.deepEqual(await bundleOf(ada), { mandatory: analysts, approved: ['for everybody'] });
  t.deepEqual(await bundleOf(bob), {
    mandatory: analysts,
    approved: ['for everybody', 'personal to Bob'],
  });
  t.deepEqual(await bundleOf(carol), {
    mandatory: ['for analysts on finance'],
    approved: ['for everybody'],
  });
  t.deepEqual(await bundleOf(root), { mandatory: analysts, approved: ['for everybody'] });
});

test('N07: only administrators may look at what is personal to others, or at what waits', async (t) => {
  const { root, ada, bob } = await stage();
  const titles = async (who: HostClient, query: string) =>
    titlesIn((await who.ask(`GET /api/memory?${query}`))['items']);

  t.false((await titles(root, '')).includes('personal to Bob'));
  t.true((await titles(root, 'exclude_personal=false')).includes('personal to Bob'));
  t.deepEqual(await titles(ada, 'exclude_personal=false&search=Bob'), []);
  t.deepEqual(await titles(ada, 'status_filter=pending,revoked'), []);
  t.deepEqual(await titles(bob, 'status_filter=pending,revoked'), ['revoked', 'waiting']);
  t.true((await titles(root, 'status_filter=pending')).includes('waiting'));
});

test('only a contributor says whether an item is personal', async (t) => {
  const { root, ada, ids } = await stage();
  const mark = (who: HostClient, title: string) =>
    who.send(`POST /api/memory/${ids[title]}/personal`, { body: { is_personal: true } });

  t.like(await mark(ada, 'for everybody'), { status: 403, body: { code: 'not_contributor' } });
  t.like(await mark(root, 'for everybody'), { status: 403 });
  t.like(await mark(ada, 'waiting'), { status: 404 });
});
