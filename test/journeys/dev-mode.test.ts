import test, { type ExecutionContext } from 'ava';
import { HostClient } from '../support/host-client.ts';
import { runHost } from '../support/host-process.ts';
import { type StartedHost, startHost } from '../support/start-host.ts';

const on = { LOCAL_DEV_MODE: '1' };
const groups = [
  { id: 'g1', name: 'Analysts' },
  { id: 'g2', name: 'Finance' },
];

test.serial(
  'in development mode nobody signs in and groups are real; without it a stranger is one',
  async (t) => {
    const host = await startHost(t, { env: { ...on, LOCAL_DEV_GROUPS: JSON.stringify(groups) } });

    await nobodySignsIn(t, host);
    await groupsAreLeft(t, host);
  },
);

const nobodySignsIn = async (t: ExecutionContext, host: StartedHost): Promise<void> => {
  const anybody = new HostClient(host.url);

  const me = await anybody.ask('GET /auth/me');
  const page = await anybody.send('GET /dashboard');
  const login = await anybody.send('GET /login');
  const overview = await anybody.ask('GET /api/admin/access-overview');

  t.like(me, { email: 'dev@localhost', is_admin: true, token_kind: 'session' });
  t.deepEqual((me['groups'] as { name: string }[]).map(({ name }) => name).sort(), [
    'Admin',
    'Analysts',
    'Finance',
  ]);
  t.regex(page.text, /class="banner" aria-label="Development mode"/);
  t.regex(login.text, /aria-label="Development mode"/);
  t.true((overview['groups'] as { id: string }[]).some(({ id }) => id === 'g2'));
  t.is((await anybody.send('GET /auth/me', { headers: { authorization: 'Bearer x' } })).status, 401);
  t.is(
    (
      await anybody.send('POST /auth/tokens', {
        body: { name: 'x' },
        headers: { 'sec-fetch-site': 'cross-site' },
      })
    ).status,
    403,
  );
};

const groupsAreLeft = async (t: ExecutionContext, first: StartedHost): Promise<void> => {
  await first.stop();
  const second = await startHost(t, {
    dataDir: first.dataDir,
    env: { ...on, LOCAL_DEV_GROUPS: JSON.stringify(groups.slice(1)) },
  });
  const me = await new HostClient(second.url).ask('GET /auth/me');
  await second.stop();

  const { url } = await startHost(t, { dataDir: first.dataDir });
  const stranger = await new HostClient(url).send('GET /auth/me');
  const login = await new HostClient(url).send('GET /login');

  t.deepEqual((me['groups'] as { name: string }[]).map(({ name }) => name).sort(), ['Admin', 'Finance']);
  t.is(stranger.status, 401);
  t.notRegex(login.text, /aria-label="Development mode"/);
};

const isRefused = test.macro(async (t, env: Record<string, string>, sentence: RegExp) => {
  const { code, stdout, stderr } = await runHost(t, { env });

  t.is(code, 78);
  t.is(stdout, '');
  t.regex(stderr, sentence);
});

test.serial(
  'T65: it does not start where others can reach it',
  isRefused,
  { ...on, HOST: '0.0.0.0' },
  /^LOCAL_DEV_MODE lets everybody in .+ 0\.0\.0\.0.+\.\n.+\n$/,
);
test.serial(
  'T65: it does not start with SERVER_URL',
  isRefused,
  { ...on, SERVER_URL: 'https://a.example' },
  /^LOCAL_DEV_MODE .+ https:\/\/a\.example\.\n.+\n$/,
);
test.serial(
  'T65: it does not start with DOMAIN',
  isRefused,
  { ...on, DOMAIN: 'a.example' },
  /^LOCAL_DEV_MODE .+ https:\/\/a\.example\.\n.+\n$/,
);
test.serial(
  'it does not start with groups that are no list',
  isRefused,
  { ...on, LOCAL_DEV_GROUPS: '{"id":1}' },
  /^LOCAL_DEV_GROUPS cannot be used: .+\.\n.+\n$/,
);
test.serial(
  'T36: no host starts with a sample for a key',
  isRefused,
  { JWT_SECRET_KEY: 'change-me-change-me-change-me-change-me' },
  /^The signing key JWT_SECRET_KEY cannot be used: it is a sample\.\n.+\n$/,
);
test.serial(
  'T36: no host starts with a key that is too short',
  isRefused,
  { DESKTOP_JWT_SECRET: 'short' },
  /^The signing key DESKTOP_JWT_SECRET cannot be used: it has 5 characters, not 32\.\n.+\n$/,
);
test.serial(
  'T36: no host starts with one key for two purposes',
  isRefused,
  { JWT_SECRET_KEY: 'p4Xw9vB2kQ7zT1mR8sL3nC6yH5dJ0fGa', SESSION_SECRET: 'p4Xw9vB2kQ7zT1mR8sL3nC6yH5dJ0fGa' },
  /^The signing keys SESSION_SECRET and JWT_SECRET_KEY are the same\.\n.+\n$/,
);
test.serial(
  'T116: no host starts with a star for an origin',
  isRefused,
  { CORS_ORIGINS: '*' },
  /^CORS_ORIGINS names "\*", which is no origin\.\n.+\n$/,
);
