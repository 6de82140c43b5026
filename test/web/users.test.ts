import test from 'ava';
import { asAdministrator, newColleague, sharedHost } from './support/seeded-host.ts';
import { Visitor } from './support/visitor.ts';

const shared = sharedHost();

test('an administrator adds a user, puts them into a group, and sees what they may use and why', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);

  const added = await root.follow('/admin/users', { email: 'bob@example.com', name: 'Bob' });
  const page = added.location.split('?')[0] ?? '';
  const joined = await root.follow(`${page}/groups`, { group_id: seeded.analystsId });
  const left = await root.follow(`${page}/groups/${seeded.analystsId}/remove`);
  const found = await root.open('/admin/users?q=BOB');

  t.regex(added.html, /role="status">The user is added/);
  t.regex(added.html, /bob@example\.com is in no group and may use nothing/);
  t.regex(joined.html, /<code>orders<\/code><\/th><td>table<\/td>/);
  t.regex(joined.html, /Put in by[\s\S]*an administrator/);
  t.regex(left.html, /Nothing is granted to the groups of bob@example\.com/);
  t.regex(found.html, />Bob<\/a>/);
  t.notRegex(found.html, />Ada<\/a>/);
});

test('an invitation is in the answer that made it and nowhere else; what is refused stays in the form', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);

  const invited = await root.send('/admin/users', { email: 'eve@example.com', name: 'Eve', invite: 'on' });
  const again = await root.open('/admin/users?q=eve');
  const link = /<textarea id="secret"[^>]*>([^<]*)</.exec(invited.html)?.[1] ?? '';
  const taken = await root.send('/admin/users', { email: 'ADA@example.com', name: 'Another Ada' });
  const blank = await root.send('/admin/users', { email: 'x@example.com', name: '  ' });
  const weak = await root.send(`/admin/users/${seeded.adaId}/password`, { password: 'short' });

  t.is(invited.status, 200);
  t.is(invited.location, '');
  t.regex(link, /password\/setup\?email/);
  t.is(invited.headers.get('cache-control'), 'private, no-store');
  t.regex(invited.html, /No mail is set up here/);
  t.notRegex(again.html, /password\/setup/);
  t.is(taken.status, 409);
  t.regex(taken.html, /role="alert" id="refusal"><strong>A user already has the e-mail/);
  t.regex(taken.html, /value="ADA@example\.com"[^>]*aria-invalid="true" aria-describedby="refusal"/);
  t.regex(taken.html, /value="Another Ada"/);
  t.is(blank.status, 400);
  t.regex(blank.html, /href="#new-name">Go to the field/);
  t.is(weak.status, 400);
  t.regex(weak.html, /id="password"[^>]*aria-invalid="true"/);
});

test('an account is renamed, switched off and on, given a password, and deleted, without script', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  const kay = await newColleague(seeded, 'Kay');
  const page = `/admin/users/${kay.id}`;
  const before = await kay.signIn();

  const renamed = await root.follow(`${page}/rename`, { name: 'Kay King' });
  const off = await root.follow(`${page}/deactivate`);
  const out = await before.open('/dashboard');
  const on = await root.follow(`${page}/activate`);
  const link = await root.send(`${page}/reset-link`);
  const set = await root.follow(`${page}/password`, { password: 'another long password' });
  const again = await Visitor.signedIn(seeded.host.url, { ...kay, password: 'another long password' });
  const ended = await root.follow(`${page}/end-sessions`);
  const gone = await root.follow(`${page}/delete`);

  t.regex(renamed.html, /<h1>Kay King<\/h1>/);
  t.regex(off.html, /Let kay@example\.com in again/);
  t.is(out.status, 302);
  t.regex(on.html, /Deactivate kay@example\.com/);
  t.regex(link.html, /password\/reset\?email/);
  t.regex(set.html, /The password is set/);
  t.is((await again.open('/profile')).status, 302);
  t.regex(ended.html, /is signed in nowhere/);
  t.regex(gone.html, /The user is deleted/);
  t.notRegex(gone.html, /kay@example\.com/);
});

test('nobody switches off their own account or the host itself, and who is not there has no page', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  const { api } = seeded;
  const own = String((await api.ask('GET /auth/me'))['user_id']);
  const [scheduler] = JSON.parse((await api.send('GET /api/users?q=scheduler')).text);

  const page = await root.open(`/admin/users/${own}`);
  const refused = await root.send(`/admin/users/${own}/deactivate`);
  const host = await root.open(`/admin/users/${scheduler.id}`);
  const nobody = await root.open('/admin/users/nobody');
  const form = await root.send('/admin/users/nobody/rename', { name: 'X' });

  t.regex(page.html, /This is your own account/);
  t.notRegex(page.html, /action="[^"]*deactivate"/);
  t.is(refused.status, 409);
  t.regex(refused.html, /You cannot deactivate or delete your own account/);
  t.regex(host.html, /The host itself acts as this user/);
  t.notRegex(host.html, /id="password"/);
  t.deepEqual([nobody.status, form.status], [404, 404]);
});
