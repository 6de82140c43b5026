import test from 'ava';
import { ada, asAdministrator, sharedHost } from './support/seeded-host.ts';
import { actionEnding } from './support/visitor.ts';

const everyone = '/admin/groups/00000000-0000-7000-8000-000000000002';

const shared = sharedHost();

test('a group is made, described, filled, emptied and deleted, without script', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);

  const made = await root.follow('/admin/groups', { name: 'Finance', description: '' });
  const page = made.location.split('?')[0] ?? '';
  const edited = await root.follow(`${page}/edit`, { name: 'Finance team', description: 'Pays' });
  const joined = await root.follow(`${page}/members`, { email: ' ADA@example.com ' });
  const list = await root.open('/admin/groups');
  const left = await root.follow(`${page}/members/${seeded.adaId}/remove`);
  const gone = await root.follow(`${page}/delete`);

  t.regex(made.html, /Nobody is in this group/);
  t.regex(edited.html, /<h1>Finance team<\/h1>/);
  t.regex(joined.html, /ada@example\.com<\/a>/);
  t.regex(list.html, />Finance team<\/a>[\s\S]*?<td class="number">1<\/td>[\s\S]*?Pays/);
  t.regex(left.html, /Nobody is in this group/);
  t.regex(gone.html, /The group is deleted with its grants/);
  t.notRegex(gone.html, /Finance/);
});

test('the page of a group takes grants away one by one, and keeps what was refused in its form', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  const page = `/admin/groups/${seeded.analystsId}`;

  const before = await root.open(page);
  const after = await root.follow(actionEnding(before.html, '/grants/[^"/]*/remove'));
  const taken = await root.send('/admin/groups', { name: 'analysts', description: 'Twice' });
  const unknown = await root.send(`${page}/members`, { email: 'nobody@example.com' });
  const twice = await root.send(`${page}/members`, { email: ada.email });
  const missing = await root.send('/admin/groups/none/members', { email: ada.email });

  t.regex(before.html, /<code>orders<\/code>/);
  t.regex(before.html, /aria-label="Take away orders from Analysts"/);
  t.regex(after.html, /Nothing yet\. <a href="[^"]*group=[^"]*">Choose what its people may use/);
  t.is(taken.status, 409);
  t.regex(taken.html, /value="Twice"/);
  t.is(unknown.status, 404);
  t.regex(unknown.html, /value="nobody@example\.com"[^>]*aria-invalid="true"/);
  t.is(twice.status, 409);
  t.is(missing.status, 404);
});

test('system groups keep their names, and Everyone says that nobody is in it by themselves', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);

  const page = await root.open(everyone);
  const renamed = await root.send(`${everyone}/edit`, { name: 'All', description: '' });
  const removed = await root.send(`${everyone}/delete`);

  t.regex(page.html, /new users join no group/);
  t.regex(page.html, /id="name"[^>]* readonly/);
  t.notRegex(page.html, /Delete Everyone/);
  t.is(renamed.status, 409);
  t.regex(renamed.html, /is a system group and cannot be renamed/);
  t.is(removed.status, 409);
});
