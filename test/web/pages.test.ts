import test from 'ava';
import { fileContext } from '../support/file-context.ts';
import { admin, type StartedHost, startHost } from '../support/start-host.ts';

/** Posts a form as a browser on the same site would. */
const post = (host: StartedHost, path: string, { cookie = '', ...fields }: Record<string, string>) =>
  fetch(`${host.url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin', cookie, accept: 'text/html' },
    body: new URLSearchParams(fields),
  });

const open = (host: StartedHost, path: string, cookie = ''): Promise<Response> =>
  fetch(`${host.url}${path}`, { redirect: 'manual', headers: { cookie, accept: 'text/html' } });

const signIn = async (host: StartedHost): Promise<string> => {
  const response = await post(host, '/auth/password/login/web', { ...admin });
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
};

const context = fileContext();
let host: StartedHost;

test.before(async () => {
  host = await startHost(context);
});

test('the pages: sign in, look at tables, ask without script, sign out', async (t) => {
  const cookie = await signIn(host);

  const stranger = await open(host, '/dashboard');
  t.is(stranger.status, 302);
  t.is(stranger.headers.get('location'), '/login?next=%2Fdashboard');

  const login = await (await open(host, '/login?next=/query')).text();
  t.regex(login, /action="&#x2F;auth&#x2F;password&#x2F;login&#x2F;web"/);
  t.regex(login, /name="next" value="&#x2F;query"/);

  const wrong = await post(host, '/auth/password/login/web', { email: admin.email, password: 'wrong' });
  t.is(wrong.headers.get('location'), '/login/password?error=invalid');
  t.deepEqual(wrong.headers.getSetCookie(), []);

  const dashboard = await (await open(host, '/dashboard', cookie)).text();
  t.regex(dashboard, /No table yet/);
  t.regex(dashboard, /chip-admin/);

  const answer = await (
    await post(host, '/query', { cookie, sql: "SELECT 1 AS a, NULL AS b, '<b>' AS c" })
  ).text();
  t.regex(answer, /<td class="number">1<\/td><td class="null">NULL<\/td><td class="">&lt;b&gt;<\/td>/);

  const refused = await (await post(host, '/query', { cookie, sql: 'DROP TABLE "<x>"' })).text();
  t.regex(refused, /role="alert"><strong>Only single SELECT queries are allowed/);
  t.regex(refused, /DROP TABLE &quot;&lt;x&gt;&quot;<\/textarea>/);

  const out = await post(host, '/auth/logout', { cookie });
  t.is(out.headers.get('location'), '/login');
  t.is((await open(host, '/dashboard', cookie)).status, 302);
});

test('a form of another site does nothing', async (t) => {
  const cookie = await signIn(host);

  const response = await fetch(`${host.url}/auth/logout`, {
    method: 'POST',
    headers: { cookie, 'sec-fetch-site': 'cross-site' },
  });

  t.is(response.status, 403);
  t.is((await open(host, '/dashboard', cookie)).status, 200);
});

test('assets are kept for ever under the hash of their content, and pages load nothing from elsewhere', async (t) => {
  const page = await (await open(host, '/login')).text();
  const addresses = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) =>
    address.replaceAll('&#x2F;', '/'),
  );

  const style = await fetch(`${host.url}${addresses.find((address) => address.endsWith('style.css'))}`);

  t.deepEqual(
    addresses.filter((address) => !address.startsWith('/') && !address.startsWith('#')),
    [],
  );
  t.is(style.headers.get('cache-control'), 'public, max-age=31536000, immutable');
  t.regex(await style.text(), /prefers-color-scheme: dark/);
  t.is((await open(host, '/static/000000000000/style.css')).status, 404);
});

test('an address that is not there is a page for people and a problem for programs', async (t) => {
  const page = await open(host, '/nope');
  const problem = await fetch(`${host.url}/nope`);

  t.is(page.status, 404);
  t.regex(await page.text(), /<h1>Not Found<\/h1>/);
  t.is(problem.headers.get('content-type'), 'application/problem+json');
});
