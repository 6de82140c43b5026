import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { Browser } from '../support/browser.ts';
import { filesSource } from '../support/files-source.ts';
import { startGoogle } from '../support/google-stand-in.ts';
import { startIdentityProvider } from '../support/identity-provider.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const origin = 'http://agnes.test';
const secret = 'the secret of the client';
const ada = { sub: '1001', email: 'ada@example.com', email_verified: true, name: 'Ada', hd: 'example.com' };

/** Everything of Google on this machine, and what a host is told about it. */
const withGoogle = async (t: ExecutionContext) => {
  const google = await startGoogle(t);
  const redirectUri = `${origin}/auth/google/callback`;
  const people = await startIdentityProvider(t, { id: 'agnes', secret, redirectUri });
  const { issuer } = people;
  const endpoints = { issuer, authorize: `${issuer}/auth`, token: `${issuer}/token`, jwks: `${issuer}/jwks` };
  const options = {
    dataDir: join(await tempFolder(t), 'data'),
    config: {
      ...(await filesSource(t, { 'orders.csv': 'id\n1\n2\n', 'salaries.csv': 'id\n1\n' })),
      auth: { allowed_domain: 'example.com', google: { endpoints: { ...google.endpoints, ...endpoints } } },
      egress: { private: ['127.0.0.1'] },
    },
    env: { GOOGLE_CLIENT_ID: 'agnes', GOOGLE_CLIENT_SECRET: secret, SERVER_URL: origin },
  };
  people.chooseAccount(ada);
  return { google, people, options };
};

const tablesIn = async (tab: Browser): Promise<readonly string[]> => {
  const answer = await tab.open(`${origin}/api/catalog/tables`);
  const { tables } = (await answer.json()) as { tables: readonly { name: string }[] };
  return tables.map(({ name }) => name);
};

test.serial('T57: a group at Google opens a table, and being taken out of it closes the table', async (t) => {
  const { google, options } = await withGoogle(t);
  google.put(ada.email, ['sales@example.com', 'all@example.com', 'eu@example.com']);
  const first = await startHost(t, options);
  const admin = await first.asAdmin();
  await admin.sync();
  const tab = new Browser({ [origin]: first.url });

  const { visited, response } = await tab.follow(`${origin}/auth/google/login?next=/dashboard`);
  const before = await tablesIn(tab);
  const groups = (await admin.ask('GET /api/admin/groups')) as unknown as readonly {
    id: string;
    name: string;
  }[];
  const sales = groups.find(({ name }) => name === 'sales@example.com');
  const catalog = await admin.ask('GET /api/catalog/tables');
  const orders = (catalog['tables'] as readonly { id: string; name: string }[]).find(
    ({ name }) => name === 'orders',
  );
  const grant = { group_id: sales?.id, resource_type: 'table', resource_id: orders?.id };
  await admin.ask('POST /api/admin/grants', { body: grant });
  const granted = await tablesIn(tab);
  google.put(ada.email, ['all@example.com']);
  await first.stop();
  const second = await startHost(t, options);
  const later = await second.asAdmin();
  const listed = await later.ask('GET /api/jobs?kind=google.group-sync');
  const [job] = listed['jobs'] as readonly { id: string; kind: string }[];
  await later.untilEvent(job?.id ?? '', 'end');
  const after = await tablesIn(new Browser({ [origin]: second.url }, tab));

  t.is(visited.at(-1), `${origin}/dashboard`);
  t.is(response.status, 200);
  t.deepEqual(before, []);
  t.deepEqual(granted, ['orders']);
  t.is(job?.kind, 'google.group-sync');
  t.deepEqual(after, []);
});

test.serial('somebody outside of the groups of a prefix is told so on the sign-in page', async (t) => {
  const { google, options } = await withGoogle(t);
  google.put(ada.email, ['payroll@example.com']);
  const env = { ...options.env, AGNES_GOOGLE_GROUP_PREFIX: 'agnes-' };
  const host = await startHost(t, { ...options, env });
  const tab = new Browser({ [origin]: host.url });

  const { visited, response } = await tab.follow(`${origin}/auth/google/login`);

  t.is(visited.at(-1), `${origin}/login?error=not_in_allowed_group`);
  t.regex(await response.text(), /none of the groups that may sign in/);
});

test.serial('without client id and secret nobody is sent to Google', async (t) => {
  const host = await startHost(t);
  const tab = new Browser({ [origin]: host.url });

  const { visited, response } = await tab.follow(`${origin}/auth/google/login`);

  t.is(visited.at(-1), `${origin}/login?error=google_not_configured`);
  t.notRegex(await response.text(), /auth\/google\/login/);
});

test.serial('a group rule for a method that nobody offers keeps the host from starting', async (t) => {
  const config = { auth: { allowed_domain: '', groups: { gogle: { prefix: 'agnes-' } } } };

  const error = await t.throwsAsync(startHost(t, { config }));

  t.regex(error?.message ?? '', /ended with 78[\s\S]*"gogle"/);
});
