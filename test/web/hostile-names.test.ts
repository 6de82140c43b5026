import test from 'ava';
import { HostClient } from '../support/host-client.ts';
import { ada, asAda, asAdministrator, type SeededHost, seededHost } from './support/seeded-host.ts';

/** What breaks out of text, of attributes, of templates and of spreadsheets. */
const corpus = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' autofocus onfocus=alert(1) x='",
  '</textarea><svg onload=alert(1)>',
  '{{{constructor}}}{{#lambda}}${7*7}{{/lambda}}',
  '=HYPERLINK("http://evil.example";"x")',
  'javascript:alert(1)',
  '&lt;b&gt; &#39; \u202Egnp.exe',
  '-->]]><!--',
];

const hostile = /<script>alert|<img src=x|<svg onload|" onerror=|' autofocus|<b> '/;

/** Gives every name there is to a group, a user, a grant, a token and a device. */
const store = async ({ api, host }: SeededHost): Promise<void> => {
  const own = new HostClient(host.url, await new HostClient(host.url).signIn(ada));
  for (const [index, name] of corpus.entries()) {
    const { id } = await api.ask('POST /api/admin/groups', { body: { name, description: name } });
    await api.ask('POST /api/users', { body: { email: `u${index}@example.com`, name } });
    await api.ask(`POST /api/admin/groups/${id}/members`, { body: { email: ada.email } });
    const grant = { group_id: id, resource_type: 'table', resource_id: name };
    await api.ask('POST /api/admin/grants', { body: grant });
    await own.ask('POST /auth/tokens', { body: { name, scopes: ['read'] } });
    await api.send('POST /auth/device/code', { body: { client: name } });
  }
};

test('T114: names of groups, users and tokens are text on every page, whatever they are', async (t) => {
  const seeded = await seededHost(t);
  await store(seeded);
  const root = await asAdministrator(seeded);
  const visitor = await asAda(seeded);

  const pages = await Promise.all([
    root.open('/admin/users'),
    root.open(`/admin/users/${seeded.adaId}`),
    root.open('/admin/groups'),
    root.open('/admin/access?view=matrix'),
    root.open(`/admin/access?group=${seeded.analystsId}`),
    root.open('/admin/tokens'),
    root.open('/admin/audit'),
    ...corpus.map((q) => root.open(`/admin/users?${new URLSearchParams({ q })}`)),
    ...corpus.map((q) => root.open(`/admin/access?${new URLSearchParams({ view: 'matrix', q, groups: q })}`)),
    ...corpus.map((name) => root.send('/admin/groups', { name, description: name })),
    ...corpus.map((name) => root.send('/admin/tables', { name, connection: name, where_filters: name })),
    ...corpus.map((slug) => root.send('/admin/sources', { slug, type: 'files', 'config.location': slug })),
    ...corpus.map((q) => root.open(`/admin/tables?${new URLSearchParams({ q, name: q, connection: q })}`)),
    ...corpus.map((email) => root.send('/admin/users', { email, name: email })),
    ...corpus.map((field) =>
      root.send('/admin/access/review', { [`add ${seeded.analystsId} table ${field}`]: 'on', back: field }),
    ),
    ...corpus.map((code) => visitor.open(`/device?${new URLSearchParams({ user_code: code.slice(0, 40) })}`)),
    ...corpus.map((name) => visitor.send('/tokens', { name, expires: '30' })),
    visitor.open('/profile'),
    visitor.open('/tokens'),
  ]);
  const csv = await root.open('/admin/access/export.csv');

  t.true(pages.every(({ status }) => status < 500));
  t.deepEqual(
    pages.flatMap(({ html }) => hostile.exec(html) ?? []),
    [],
  );
  t.regex(pages[2]?.html ?? '', /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
  t.regex(pages[2]?.html ?? '', /\{\{\{constructor\}\}\}/);
  t.regex(csv.html, /"'=HYPERLINK/);
});
