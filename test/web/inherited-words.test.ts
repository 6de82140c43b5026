import test from 'ava';
import { operations } from '../../host/app/operations.ts';
import { asAdministrator, sharedHost } from './support/seeded-host.ts';

const inherited = ['constructor', '__proto__', 'toString'];

const takesDone = (query: object = {}): boolean =>
  'properties' in query && Object.hasOwn(Object(query.properties), 'done');

/** Pages that say what a form has done; of those about one thing, a table and what belongs to it. */
const pages = operations
  .filter(({ route, query }) => route.startsWith('GET ') && takesDone(query))
  .map(({ route }) => route.replace('GET ', '').replace('/tables/:id', '/tables/orders'))
  .filter((path) => !path.includes(':'));

const shared = sharedHost();

const namesOf = (html: string): readonly string[] => html.match(/(?<=row">)token-(?:first|second)/g) ?? [];

test('a page says nothing to a word that every object inherits', async (t) => {
  const root = await asAdministrator(await shared());

  const seen = await Promise.all(
    pages.flatMap((path) => inherited.map((word) => root.open(`${path}?done=${word}`))),
  );

  t.true(pages.length > 15);
  t.deepEqual([...new Set(seen.map(({ status }) => status))], [200]);
  t.deepEqual(
    seen.flatMap(({ html }) => html.match(/.*notice-done.*/) ?? []),
    [],
  );
});

test('an order of tokens that every object inherits is that of the newest', async (t) => {
  const root = await asAdministrator(await shared());
  await root.send('/tokens', { name: 'token-first', expires: '90', scope_read: 'on' });
  await root.send('/tokens', { name: 'token-second', expires: '90', scope_read: 'on' });

  const odd = await Promise.all(inherited.map((word) => root.open(`/tokens?sort=${word}`)));

  t.deepEqual(
    odd.map(({ html }) => namesOf(html)),
    inherited.map(() => ['token-second', 'token-first']),
  );
});
