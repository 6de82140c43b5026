import test from 'ava';
import { addressOf, below } from '../../../host/web/address.ts';
import { groupChip, originWords, sourceWords } from '../../../host/web/chips.ts';
import { momentOf } from '../../../host/web/figures.ts';
import { menusFor } from '../../../host/web/navigation.ts';
import { cursorPager, pagerOf } from '../../../host/web/pager.ts';
import { browserOf } from '../../../host/web/sessions.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

test('a point in time is told by how far away it is, and exactly', (t) => {
  t.deepEqual(momentOf('2026-03-01T11:00:00.000+00:00', now), {
    text: '1 hour ago',
    iso: '2026-03-01T11:00:00.000+00:00',
    exact: '2026-03-01 11:00 UTC',
  });
  t.is(momentOf('2026-03-31T12:00:00Z', now).text, 'in 30 days');
  t.is(momentOf('2026-03-01T12:00:20Z', now).text, 'in 1 minute');
  t.deepEqual(momentOf(null, now), { text: 'never' });
});

test('addresses leave out what is blank and first pages, and ids cannot leave their place', (t) => {
  t.is(
    addressOf('/admin/access', { view: '', q: 'a b&c', page: 1, groups_page: 2 }),
    '/admin/access?q=a+b%26c&groups_page=2',
  );
  t.is(addressOf('/admin/users', { q: undefined }), '/admin/users');
  t.is(below('/admin/users', '../x', 'end'), '/admin/users/..%2Fx/end');
});

test('a group has a shape by who fills it, and words for it', (t) => {
  const chips = [
    { name: 'Admin', is_system: true, origin: 'system' },
    { name: 'Everyone', is_system: true, origin: 'system' },
    { name: 'a@example.com', is_system: false, origin: 'google_sync' },
    { name: 'b', is_system: false, origin: 'oidc:acme' },
    { name: 'Admin', is_system: false, origin: 'custom' },
  ].map(groupChip);

  t.deepEqual(
    chips.map(({ kind }) => kind),
    ['admin', 'everyone', 'sync', 'sync', 'custom'],
  );
  t.is(originWords('oidc:acme'), 'synced from acme');
  t.is(sourceWords('oidc:acme'), 'the sign-in method acme');
});

test('the menu marks the page and what lies below it; administration is for administrators', (t) => {
  const admin = JSON.stringify(menusFor({ path: '/admin/users', isAdmin: true }));
  const user = JSON.stringify(menusFor({ path: '/tokens', isAdmin: false }));

  t.regex(admin, /"href":"\/admin\/users","label":"Users","current":true/);
  t.regex(admin, /"administration":\{"current":true/);
  t.regex(user, /"href":"\/tokens","label":"My tokens","current":true/);
  t.notRegex(user, /admin/);
});

test('a list says which part of it is shown, and leads on only where there is more', (t) => {
  const at = (page: number) => pagerOf({ page, pageSize: 50, total: 120, noun: 'user' }, (to) => `?${to}`);

  t.is(pagerOf({ page: 1, pageSize: 50, total: 50, noun: 'user' }, String), undefined);
  t.deepEqual(at(1), { says: '1–50 of 120 users', next: { href: '?2', label: 'Next' } });
  t.deepEqual(at(3), { says: '101–120 of 120 users', back: { href: '?2', label: 'Previous' } });
  t.deepEqual(at(9), { says: 'There are 120 users.', back: { href: '?8', label: 'Previous' } });
  t.is(cursorPager({ next: undefined, isFirst: true }, '/'), undefined);
  t.deepEqual(cursorPager({ next: '/n', isFirst: false }, '/'), {
    back: { href: '/', label: 'First page' },
    next: { href: '/n', label: 'Next page' },
  });
});

test('a session is told by its program and system', (t) => {
  const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';

  t.is(browserOf(chrome), 'Chrome on Linux');
  t.is(browserOf(`${chrome} Edg/140.0`), 'Edge on Linux');
  t.is(browserOf('Mozilla/5.0 (Macintosh) Version/18 Safari/605'), 'Safari on macOS');
  t.is(browserOf('agnes/0.1.0'), 'Agnes command line');
  t.is(browserOf(''), 'Unknown program');
});
