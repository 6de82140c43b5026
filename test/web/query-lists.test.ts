import test from 'ava';
import { asAda, asAdministrator, sharedHost } from './support/seeded-host.ts';
import { actionEnding } from './support/visitor.ts';

const shared = sharedHost();

test('without script a query is saved under its name, opened, saved over and deleted', async (t) => {
  const ada = await asAda(await shared());

  const saved = await ada.follow('/query/saved', { sql: 'SELECT 4711', name: 'Daily <b>' });
  await ada.follow('/query/saved', { sql: 'SELECT 4712', name: 'daily <b>' });
  const list = await ada.open('/query/saved');
  const opened = await ada.open(/\/query\?saved=[\w-]+/.exec(list.html)?.[0] ?? '');
  const gone = await ada.follow(actionEnding(list.html, '/delete'));

  t.regex(saved.html, /The query is saved\..*Daily &lt;b&gt;/s);
  t.regex(list.html, /SELECT 4712/);
  t.notRegex(list.html, /SELECT 4711/);
  t.regex(opened.html, /<textarea[^>]*>SELECT 4712</);
  t.regex(opened.html, /name="name"[^>]*value="daily &lt;b&gt;"/);
  t.regex(gone.html, /The query is deleted\..*Nothing is saved yet/s);
});

test('without script a query that has no name is shown again with what was typed', async (t) => {
  const ada = await asAda(await shared());

  const again = await ada.send('/query/saved', { sql: 'SELECT 1 AS typed', name: ' ' });

  t.is(again.status, 400);
  t.regex(again.html, /role="alert"><strong>A saved query needs a name/);
  t.regex(again.html, /SELECT 1 AS typed/);
});

test('without script the history lists one’s own statements and runs them again', async (t) => {
  const seeded = await shared();
  const ada = await asAda(seeded);
  const root = await asAdministrator(seeded);
  await ada.send('/query', { sql: "SELECT '<i>own</i>' AS word" });
  await root.send('/query', { sql: "SELECT 'of the administrator'" });

  const history = await ada.open('/query/history');

  t.regex(history.html, /&lt;i&gt;own&lt;\/i&gt;/);
  t.regex(history.html, /1 row in \d+ ms/);
  t.regex(history.html, /<form method="post" action="\/query"><input type="hidden" name="sql"/);
  t.notRegex(history.html, /of the administrator/);
});

test('what somebody else has saved is not opened and not deleted', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  const { html } = await root.follow('/query/saved', { sql: 'SELECT 1', name: 'Of the administrator' });
  const ada = await asAda(seeded);

  const opened = await ada.open(/\/query\?saved=[\w-]+/.exec(html)?.[0] ?? '');
  const gone = await ada.send(actionEnding(html, '/delete'));

  t.is(opened.status, 404);
  t.is(gone.status, 404);
});
