import test from 'ava';
import { operations } from '../../host/app/operations.ts';
import { smtpEnv } from '../store/support/way-out.ts';
import { HostClient } from '../support/host-client.ts';
import { ada, asAda, asAdministrator, sharedHost } from './support/seeded-host.ts';

const shared = sharedHost(smtpEnv(25));

/** What an operation answers to, as a pattern. */
const routes = operations.map(({ route }) => {
  const [method = '', path = ''] = route.split(' ');
  return { method, pattern: new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+').replaceAll('.', '\\.')}$`) };
});

const leadsSomewhere = (asked: string): boolean => {
  const [method = '', address = ''] = asked.split(' ');
  const path = address.split(/[?#]/)[0] ?? '';
  return routes.some((route) => route.method === method && route.pattern.test(path));
};

/** Every form and every link of a page, with its method. */
const askedBy = (html: string): readonly string[] => [
  ...[...html.matchAll(/<form method="(get|post)" action="([^"]*)"/g)].map(
    ([, method = '', action = '']) => `${method.toUpperCase()} ${action}`,
  ),
  ...[...html.matchAll(/<a [^>]*href="(\/[^"]*)"/g)].map(
    ([, href = '']) => `GET ${href.replaceAll('&amp;', '&')}`,
  ),
];

test('N85: every form and every link of every page leads to an operation', async (t) => {
  const seeded = await shared();
  const { host, adaId, analystsId } = seeded;
  const own = new HostClient(host.url, await new HostClient(host.url).signIn(ada));
  await own.ask('POST /auth/tokens', { body: { name: 'laptop', scopes: ['read'] } });
  const { code } = await own.ask('POST /api/desktop/link');
  await new HostClient(host.url).ask('POST /api/desktop/token', { body: { code, device_name: 'desk' } });
  const device = await new HostClient(host.url).ask('POST /auth/device/code', { body: { client: 'laptop' } });
  const root = await asAdministrator(seeded);
  const visitor = await asAda(seeded);
  const change = { [`add ${analystsId} table payroll`]: 'on', back: '' };

  const pages = await Promise.all([
    root.open('/dashboard'),
    root.open('/query'),
    root.open('/admin/users'),
    root.open(`/admin/users/${adaId}`),
    root.open('/admin/groups'),
    root.open(`/admin/groups/${analystsId}`),
    root.open(`/admin/access?group=${analystsId}`),
    root.open('/admin/access?view=matrix'),
    root.open('/admin/access?view=explain'),
    root.send('/admin/access/review', change),
    root.open('/admin/tokens'),
    root.open('/admin/audit'),
    root.open('/admin/server-config'),
    root.open('/admin/nope'),
    visitor.open('/profile'),
    visitor.open('/tokens'),
    visitor.open(`/device?user_code=${device['user_code']}`),
    visitor.open('/login'),
  ]);
  const asked = [...new Set(pages.flatMap(({ html }) => askedBy(html)))];

  t.true(asked.length > 60);
  t.true(asked.some((one) => one.startsWith('POST /profile/devices/')));
  t.deepEqual(
    asked.filter((one) => !leadsSomewhere(one)),
    [],
  );
});

test('N06: the sums of a page are over what its reader may see', async (t) => {
  const seeded = await shared();
  await seeded.api.sync();
  const figures = (html: string) =>
    [...html.matchAll(/<dt>(Tables|Rows)<\/dt><dd>([^<]*)</g)].map(([, label, value]) => [label, value]);

  const all = await (await asAdministrator(seeded)).open('/dashboard');
  const own = await (await asAda(seeded)).open('/dashboard');

  t.deepEqual(figures(all.html), [
    ['Tables', '2'],
    ['Rows', '2'],
  ]);
  t.deepEqual(figures(own.html), [
    ['Tables', '1'],
    ['Rows', '1'],
  ]);
  t.notRegex(own.html, /payroll/);
});
