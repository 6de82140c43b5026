import test from 'ava';
import { asAda, asAdministrator, newColleague, sharedHost } from './support/seeded-host.ts';
import { actionEnding, Visitor } from './support/visitor.ts';

const shared = sharedHost();

const draft = {
  title: 'Net <b>revenue</b>',
  content: 'Without tax.',
  category: 'c',
  domain: 'data',
  tags: 'a, b',
};

/** The part of a page that is about one item. */
const cardOf = (html: string, title: string): string =>
  html.split('<li class="card">').find((part) => part.includes(title)) ?? '';

test('what somebody writes down on the page is decided on another, and voted on', async (t) => {
  const seeded = await shared();
  const [ada, root] = [await asAda(seeded), await asAdministrator(seeded)];
  const bob = await (await newColleague(seeded, 'Bob')).signIn();

  const mine = await ada.follow('/corporate-memory', draft);
  const before = await bob.open('/corporate-memory');
  const waits = await root.open('/corporate-memory/admin');
  const decide = actionEnding(cardOf(waits.html, 'Net &lt;b&gt;'), '/decide');
  const decided = await root.follow(decide, { verb: 'mandate', audience: 'group:Analysts', reason: 'So' });
  const rules = await ada.open('/corporate-memory?view=rules');
  const vote = actionEnding(cardOf(rules.html, 'Net &lt;b&gt;'), '/vote');
  const voted = await ada.follow(vote, { vote: '1' });
  const foreign = await bob.send(vote, { vote: '1' });

  t.regex(mine.html, /waits for an administrator/);
  t.regex(cardOf(mine.html, 'Net &lt;b&gt;'), /chip-warn">pending/);
  t.notRegex(before.html, /Net &lt;b&gt;/);
  t.regex(cardOf(waits.html, 'Net &lt;b&gt;'), /value="approve"[\s\S]*value="reject"[\s\S]*value="mandate"/);
  t.notRegex(cardOf(waits.html, 'Net &lt;b&gt;'), /value="revoke"/);
  t.regex(decided.html, /It is decided/);
  t.regex(cardOf(rules.html, 'Net &lt;b&gt;'), /mandatory[\s\S]*for Analysts/);
  t.regex(voted.html, /1 up, 0 down/);
  t.is(foreign.status, 404);
  t.notRegex((await bob.open('/corporate-memory?q=revenue')).html, /Net &lt;b&gt;/);
});

test('a form that is refused says why, and what was typed stays', async (t) => {
  const seeded = await shared();
  const [ada, root] = [await asAda(seeded), await asAdministrator(seeded)];
  const id = (
    await seeded.api.ask('POST /api/memory', { body: { title: 'X', content: 'x', category: 'c' } })
  )['id'];

  const refused = await ada.send('/corporate-memory', { ...draft, title: ' ', content: 'typed text' });
  const wrong = await root.send(`/corporate-memory/admin/${id}/decide`, { verb: 'revoke' });
  const edited = await root.follow(`/corporate-memory/admin/${id}/edit`, {
    ...draft,
    ...{ title: 'Changed here', audience: '' },
  });
  const shown = await new Visitor(seeded.host.url).open('/corporate-memory');

  t.is(refused.status, 400);
  t.regex(refused.html, /role="alert"[\s\S]*typed text/);
  t.is(wrong.status, 409);
  t.regex(wrong.html, /cannot be &quot;revoke&quot;/);
  t.regex(cardOf(edited.html, 'Changed here'), /Without tax\./);
  t.is(shown.location, '/login?next=%2Fcorporate-memory');
});
