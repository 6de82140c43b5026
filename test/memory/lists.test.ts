import test from 'ava';
import { domains } from '../../host/memory/item.ts';
import { selected, sorted } from '../../host/memory/selection.ts';
import { branchesOf } from '../../host/memory/tree.ts';
import memoryDomain from '../../plugins/resource-memory-domain/memory-domain.ts';
import { addItem, decide, sharedPeople } from './support/people.ts';
import { anybody, now, shelvedItem } from './support/shelved.ts';

const people = sharedPeople();
const idsOf = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);

const shelf = [
  shelvedItem('a', { days: 3, score: 1, confidence: 0.5, created_at: new Date(now) }),
  shelvedItem('b', { days: 2, score: 3, confidence: 0.9 }),
  shelvedItem('c', { days: 1, score: 2, confidence: 0.7, title: 'A first' }),
];

test('every order of a list is one of its own', (t) => {
  const by = (sort: Parameters<typeof sorted>[1]) =>
    idsOf(sorted(shelf, sort, { now, decay: 'exponential' })).join('');

  t.deepEqual(
    [by('updated_at'), by('created_at'), by('score'), by('confidence'), by('title')],
    ['cba', 'acb', 'bca', 'bca', 'acb'],
  );
});

test('words are found in title, content, category and tags, all of them, in any case', (t) => {
  const item = shelvedItem('x', { title: 'Net Revenue', content: 'Without\ntax', tags: ['vat'] });
  const finds = (search: string) => selected(anybody, [item], { search, excludePersonal: true }).length === 1;

  t.deepEqual(['revenue VAT', 'without tax', '', 'gross', 'net gross'].map(finds), [
    true,
    true,
    true,
    false,
    false,
  ]);
});

test('a tree repeats what has several tags, and has what has none last', (t) => {
  const items = [shelvedItem('one', { tags: ['b', 'a', 'a'] }), shelvedItem('two')];

  const branches = branchesOf(items, 'tag', ({ tags }) => tags);

  t.deepEqual(
    branches.map(({ key, label, items: of }) => [key, label, idsOf(of)]),
    [
      ['a', 'a', ['one']],
      ['b', 'b', ['one']],
      ['', 'No tag', ['two']],
    ],
  );
});

test('an empty domain is none', async (t) => {
  const { ada } = await people();

  const id = await addItem(ada, { title: 'Blank', domain: '' });

  t.like(await ada.ask(`GET /api/memory/${id}/provenance`), { domain: null });
});

test('the domains of items are those that can be granted', async (t) => {
  const [block] = await memoryDomain.listBlocks({} as never);

  t.deepEqual(
    block?.items.map(({ resource_id }) => resource_id),
    [...domains],
  );
});

test('lists come in pages, and say how many there are', async (t) => {
  const { root, ada } = await people();
  for (const title of ['p1', 'p2', 'p3']) await decide(root, ['approve', await addItem(root, { title })]);

  const page = await ada.ask('GET /api/memory?search=p&sort=title&page=2&per_page=2');

  t.deepEqual(idsOf(page['items'] as { id: string }[]).length, 1);
  t.like(page, { count: 1, page: 2, per_page: 2, total_count: 3, total_pages: 2 });
});

test('an order, axis or status that is none is refused by name', async (t) => {
  const { ada } = await people();

  for (const query of ['?sort=random', '/tree?axis=colour', '?status_filter=approved,lost'])
    t.like(await ada.send(`GET /api/memory${query}`), { status: 400, body: { code: 'unknown_value' } });
  t.like(await ada.send('GET /api/memory/tree?audience=group:Nobody'), {
    status: 400,
    body: { code: 'unknown_audience' },
  });
});
