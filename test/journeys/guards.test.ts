import test, { type ExecutionContext } from 'ava';
import { HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { rawRequest } from '../support/raw-request.ts';
import { admin, type StartedHost, startHost } from '../support/start-host.ts';

const drained = async ({ body }: Response): Promise<void> => {
  for await (const _ of body ?? []) {
    // Read and forgotten.
  }
};

const secret = 'Qm7xT2vN9pL4wK8sR3hJ6bD1fG5yC0zA';

test.serial('T45 T50 T61: names, the credential of the scheduler and streams are guarded', async (t) => {
  const config = {
    server: { host: '127.0.0.1', hostname: 'localhost', port: 0, allowed_hosts: ['agnes.svc'] },
  };
  const host = await startHost(t, { config, env: { SCHEDULER_API_TOKEN: secret } });

  await ownNamesOnly(t, host);
  await schedulerOnly(t, host);
  await endsWithItsSession(t, host);
});

/** T45: it answers under its own names, and probes under any. */
const ownNamesOnly = async (t: ExecutionContext, { url }: StartedHost): Promise<void> => {
  const status = async (path: string, host: string) =>
    (await rawRequest(url, path, { headers: { host } })).status;

  t.is(await status('/api/health', new URL(url).host), 200);
  t.is(await status('/api/health', 'agnes.svc:8000'), 200);
  t.is(await status('/api/health', 'evil.example'), 421);
  t.is(await status('/login', 'evil.example'), 421);
  t.is(await status('/healthz', '10.0.0.1:8000'), 200);
  t.is(await status('/readyz', '10.0.0.1:8000'), 200);
};

test.serial('T37: guesses that were counted are counted after a restart, too', async (t) => {
  const first = await startHost(t);
  // Of another account each time: one account is slowed down before an address is.
  const guess = (at: number) => ({ body: { email: `nobody${at}@example.com`, password: 'wrong' } });
  const before = await Promise.all(
    Array.from({ length: 10 }, (_, at) => new HostClient(first.url).send('POST /auth/token', guess(at))),
  );
  await first.stop();

  const { url } = await startHost(t, { dataDir: first.dataDir });
  const after = await new HostClient(url).send('POST /auth/token', guess(10));

  t.deepEqual([...new Set(before.map(({ status }) => status))], [401]);
  t.is(after.status, 429);
  t.is(after.headers.get('retry-after'), '60');
});

test.serial('limits that are switched off are a condition until they are on again', async (t) => {
  const off = await startHost(t, { env: { AGNES_AUTH_RATELIMIT_ENABLED: '0' } });
  const attempt = (_: unknown, at: number) =>
    new HostClient(off.url).send('POST /auth/token', { body: { email: `nobody${at}@example.com` } });
  const attempts = await Promise.all(Array.from({ length: 12 }, attempt));
  const during = await (await off.asAdmin()).ask('GET /api/admin/conditions');
  await off.stop();

  const on = await startHost(t, { dataDir: off.dataDir });
  const after = await (await on.asAdmin()).ask('GET /api/admin/conditions');

  t.deepEqual([...new Set(attempts.map(({ status }) => status))], [401]);
  likeWhole(t, during, { conditions: [{ code: 'rate_limits_off', severity: 'warning' }] });
  t.deepEqual(after, { conditions: [] });
});

/** T50: a stream ends with the session it was opened by, and the worker behind it is free again. */
const endsWithItsSession = async (t: ExecutionContext, host: StartedHost): Promise<void> => {
  const token = await host.token();
  // Eight gigabytes: whatever reads them is still at it when the host looks after its session.
  const sql = "select repeat('x', 8000) as x from range(1000000)";
  const response = await fetch(`${host.url}/api/query`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sql, format: 'csv', limit: 1_000_000 }),
  });

  await new HostClient(host.url, token).ask('POST /auth/logout');

  await t.throwsAsync(() => drained(response), { message: /terminated/ });
  t.deepEqual(await (await host.asAdmin()).rows('select 42 as a'), [[42]]);
};

/** T61: the scheduler triggers runs, looks at jobs and reads schedules, and can do nothing else. */
const schedulerOnly = async (t: ExecutionContext, host: StartedHost): Promise<void> => {
  const scheduler = new HostClient(host.url, secret);
  const codeOf = async (route: string, body?: object) => {
    const answer = await scheduler.send(route, { ...(body && { body }) });
    return answer.body['code'] ?? answer.status;
  };

  t.is(await codeOf('POST /api/sync/trigger', {}), 200);
  t.is(await codeOf('GET /api/jobs'), 200);
  t.is(await codeOf('GET /api/admin/schedules'), 200);
  t.is(await codeOf('GET /api/health'), 200);
  t.is(await codeOf('POST /api/query', { sql: 'select 1' }), 'scheduler_not_allowed');
  t.is(await codeOf('GET /api/admin/conditions'), 'scheduler_not_allowed');
  t.is(await codeOf('POST /auth/tokens', { name: 'x' }), 'scheduler_not_allowed');
  t.is(await codeOf('GET /auth/me'), 'scheduler_not_allowed');
};

test.serial('T49: behind a domain the session cookie goes over TLS only', async (t) => {
  const host = await startHost(t, { env: { DOMAIN: 'data.acme.example' } });

  const signedIn = await fetch(`${host.url}/auth/password/login/web`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ ...admin, next: 'https://data.acme.example.evil.example/' }),
  });

  t.regex(
    signedIn.headers.getSetCookie()[0] ?? '',
    /^access_token=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=86400; Secure$/,
  );
  t.is(signedIn.headers.get('location'), '/dashboard');
  t.is(signedIn.headers.get('strict-transport-security'), 'max-age=31536000; includeSubDomains');
});
