import test from 'ava';
import { HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { ada, asAda, asAdministrator, newColleague, sharedHost } from './support/seeded-host.ts';
import { actionEnding, Visitor } from './support/visitor.ts';

const shared = sharedHost();

test.serial('administrators see the tokens of everybody by state, and revoke them', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  const own = new HostClient(seeded.host.url, await new HostClient(seeded.host.url).signIn(ada));
  await own.ask('POST /auth/tokens', { body: { name: 'soon', expires_in_days: 3, scopes: ['read'] } });
  await own.ask('POST /auth/tokens', { body: { name: 'long', expires_in_days: null } });

  const all = await root.open('/admin/tokens');
  const expiring = await root.open('/admin/tokens?status=expiring&q=ADA');
  const revoke = actionEnding(expiring.html, '/revoke');
  const after = await root.follow(revoke);

  t.regex(all.html, /<span class="count">1<\/span> active[\s\S]*<span class="count">1<\/span> expiring/);
  t.regex(expiring.html, />soon<br>/);
  t.notRegex(expiring.html, />long<br>/);
  t.regex(after.html, /<span class="count">1<\/span> revoked/);
});

test('people see who they are, in which groups, what they may use, and where they are signed in', async (t) => {
  const seeded = await shared();
  const visitor = await asAda(seeded);

  const { html, headers } = await visitor.open('/profile');
  const stranger = await new Visitor(seeded.host.url).open('/device?user_code=ABCD-EFGH');

  t.regex(html, /<dd>ada@example\.com<\/dd>/);
  t.regex(html, /chip-custom">Analysts<span class="hidden"> \(made here\)/);
  t.regex(html, /<code>orders<\/code>[\s\S]*?Analysts/);
  t.notRegex(html, /payroll/);
  t.regex(html, /This one/);
  t.is(headers.get('cache-control'), 'private, no-store');
  t.regex(stranger.location, /login\?next=%2Fdevice%3Fuser_code%3DABCD-EFGH/);
});

test('one session is ended from another, then all of them', async (t) => {
  const seeded = await shared();
  const bea = await newColleague(seeded, 'Bea');
  const here = await bea.signIn();
  const there = await bea.signIn();
  const { html } = await here.open('/profile');
  const others = html.split('<tr>').filter((row) => row.includes('/end"') && !row.includes('This one'));
  const end = actionEnding(others[0] ?? '', '/end');

  const ended = await here.follow(end);
  const other = await there.open('/profile');
  const third = await bea.signIn();
  const all = await here.send('/profile/sign-out-everywhere');

  t.regex(ended.html, /The session has ended/);
  t.is(other.status, 302);
  t.is(all.location, '/login?msg=signed_out');
  t.regex(all.headers.getSetCookie()[0] ?? '', /access_token=;.*Max-Age=0/);
  t.is((await third.open('/profile')).status, 302);
});

test('a device that was linked is listed and unlinked', async (t) => {
  const seeded = await shared();
  const cyd = await newColleague(seeded, 'Cyd');
  const visitor = await cyd.signIn();
  const client = new HostClient(seeded.host.url);
  const own = new HostClient(seeded.host.url, await client.signIn(cyd));
  const { code } = await own.ask('POST /api/desktop/link');
  await client.ask('POST /api/desktop/token', { body: { code, device_name: 'desk <1>' } });

  const listed = await visitor.open('/profile');
  const unlink = actionEnding(listed.html, '/unlink');
  const unlinked = await visitor.follow(unlink);

  t.regex(listed.html, /desk &lt;1&gt;/);
  t.regex(unlinked.html, /The device is unlinked/);
  t.notRegex(unlinked.html, /desk &lt;1&gt;/);
});

test('a token is made for what was ticked, shown once, listed, and revoked', async (t) => {
  const seeded = await shared();
  const dan = await newColleague(seeded, 'Dan');
  const visitor = await dan.signIn();

  const made = await visitor.send('/tokens', { name: 'report', expires: '30', scope_read: 'on' });
  const value = /<textarea id="secret"[^>]*>([^<]*)</.exec(made.html)?.[1] ?? '';
  const me = await new HostClient(seeded.host.url, value).ask('GET /auth/me');
  const list = await visitor.open('/tokens?status=active');
  const revoke = actionEnding(list.html, '/revoke');
  const revoked = await visitor.follow(revoke);

  t.is(made.status, 200);
  t.is(made.headers.get('cache-control'), 'private, no-store');
  likeWhole(t, me, { email: dan.email, scopes: ['read'] });
  t.regex(list.html, />report<br>[\s\S]*?Active[\s\S]*?<td>read<\/td>[\s\S]*?in 30 days/);
  t.false(list.html.includes(value));
  t.regex(revoked.html, /Revoked/);
  t.is((await new HostClient(seeded.host.url, value).send('GET /auth/me')).status, 401);
});

test('a token that may nothing is not made, and all rights are a choice of their own', async (t) => {
  const seeded = await shared();
  const eve = await newColleague(seeded, 'Eve');
  const visitor = await eve.signIn();

  const refused = await visitor.send('/tokens', { name: 'idle', expires: 'never' });
  const all = await visitor.send('/tokens', { name: 'me', expires: 'never', scope_all: 'on' });
  const list = (await visitor.open('/auth/tokens', 'application/json')).html;

  t.is(refused.status, 400);
  t.regex(refused.html, /Nothing is ticked that the token may do/);
  t.regex(refused.html, /value="idle"/);
  t.regex(refused.html, /value="never" checked/);
  t.regex(all.html, /It never ends/);
  likeWhole(t, JSON.parse(list), [{ name: 'me', scopes: null, expires_at: null }]);
});

test('a command line is confirmed by its code, with scopes, or refused', async (t) => {
  const seeded = await shared();
  const fay = await newColleague(seeded, 'Fay');
  const visitor = await fay.signIn();
  const client = new HostClient(seeded.host.url);
  const start = () => client.ask('POST /auth/device/code', { body: { client: 'laptop <b>' } });
  const first = await start();
  const second = await start();

  const page = await visitor.open(`/device?user_code=${String(first['user_code']).toLowerCase()}`);
  const idle = await visitor.send('/device', { user_code: String(first['user_code']), decision: 'approve' });
  const fields = { user_code: String(first['user_code']), decision: 'approve', scope_sync: 'on' };
  const approved = await visitor.send('/device', fields);
  const { token } = await client.ask('POST /auth/device/token', {
    body: { device_code: first['device_code'] },
  });
  const me = await new HostClient(seeded.host.url, String(token)).ask('GET /auth/me');
  const denied = await visitor.send('/device', { user_code: String(second['user_code']), decision: 'deny' });
  const refused = await client.send('POST /auth/device/token', {
    body: { device_code: second['device_code'] },
  });
  const unknown = await visitor.open('/device?user_code=AAAA-AAAA');

  t.regex(page.html, new RegExp(`<dd class="code">${first['user_code']}</dd>`));
  t.regex(page.html, /laptop &lt;b&gt;/);
  t.is(idle.status, 400);
  t.regex(approved.html, /The device is signed in/);
  likeWhole(t, me, { email: fay.email, scopes: ['sync'] });
  t.regex(denied.html, /The device was refused/);
  t.is(refused.body['code'], 'access_denied');
  t.is(unknown.status, 404);
  t.regex(unknown.html, /value="AAAA-AAAA"[^>]*aria-invalid="true"/);
});

test('what is ticked for a device at first is enough for the tables, the uploads and the skills of a laptop', async (t) => {
  const seeded = await shared();
  const gil = await newColleague(seeded, 'Gil');
  const visitor = await gil.signIn();
  const client = new HostClient(seeded.host.url);
  const device = await client.ask('POST /auth/device/code', { body: { client: 'laptop' } });
  const userCode = String(device['user_code']);

  const { html } = await visitor.open(`/device?user_code=${userCode}`);
  const ticked = [...html.matchAll(/name="(scope_[a-z]+)" value="on" checked/g)].map(([, name = '']) => name);
  const fields = Object.fromEntries(ticked.map((name) => [name, 'on']));
  await visitor.send('/device', { user_code: userCode, decision: 'approve', ...fields });
  const body = { device_code: device['device_code'] };
  const { token } = await client.ask('POST /auth/device/token', { body });
  const laptop = new HostClient(seeded.host.url, String(token));
  const tables = await laptop.send('GET /api/sync/manifest');
  const skills = await laptop.send('GET /marketplace/info');
  const me = await laptop.ask('GET /auth/me');

  t.deepEqual(me['scopes'], ['sync', 'marketplace']);
  t.deepEqual([tables.status, skills.status], [200, 200]);
});
