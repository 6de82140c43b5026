import { join } from 'node:path';
import test from 'ava';
import { HostClient } from '../support/host-client.ts';
import { startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';

const printed = (stdout: string, label: string): string =>
  new RegExp(`^ +${label}: +(.+)$`, 'm').exec(stdout)?.[1] ?? '';

const signInOf = (stdout: string) => ({
  email: printed(stdout, 'E-mail'),
  password: printed(stdout, 'Password'),
});

const counts = `select
  (select count(*) from flights_3m), (select count(*) from airports), (select count(*) from zipcodes),
  (select count(*) from seattle_weather), (select count(*) from movies), (select count(*) from gapminder)`;

test.serial('the demo needs no configuration, says how to sign in, and has six tables of data', async (t) => {
  const host = await startHost(t, { program: 'demo' });
  const { email, password } = signInOf(host.stdout());
  const complaints = host.stderr();

  const token = await new HostClient(host.url).signIn({ email, password });
  const rows = await new HostClient(host.url, token).rows(counts);

  t.is(email, 'admin@example.com');
  t.true(host.stdout().includes(`Agnes is ready:  ${host.url}\n`));
  t.regex(host.stdout(), /agnes query --remote "select .+ from flights_3m .+"/);
  t.deepEqual(rows, [[3_000_000, 3_376, 42_049, 1_461, 3_201, 682]]);
  t.is(complaints, '');
});

test.serial('a second demo on the same folder keeps the data and sets another password', async (t) => {
  const dataDir = join(await tempFolder(t), 'data');
  const first = await startHost(t, { program: 'demo', dataDir });
  const before = signInOf(first.stdout());
  const firstToken = await new HostClient(first.url).signIn(before);
  const published = await new HostClient(first.url, firstToken).ask('GET /api/sync/manifest');
  t.is(await first.stop(), 0);

  const second = await startHost(t, { program: 'demo', dataDir });
  const after = signInOf(second.stdout());
  const nobody = new HostClient(second.url);
  const refused = await nobody.send('POST /auth/token', { body: before });
  const client = new HostClient(second.url, await nobody.signIn(after));
  const kept = await client.ask('GET /api/sync/manifest');
  const runs = await client.ask('GET /api/sync/runs');

  t.not(after.password, before.password);
  t.is(refused.status, 401);
  t.deepEqual({ ...kept, server_time: '' }, { ...published, server_time: '' });
  t.is((runs['runs'] as readonly unknown[]).length, 1);
});

test.serial('the demo takes the administrator from the environment', async (t) => {
  const ada = { email: 'ada@example.com', password: 'correct horse battery' };
  const env = { SEED_ADMIN_EMAIL: ada.email, SEED_ADMIN_PASSWORD: ada.password };

  const host = await startHost(t, { program: 'demo', env });
  const token = await new HostClient(host.url).signIn(ada);
  const me = await new HostClient(host.url, token).ask('GET /auth/me');

  t.deepEqual(signInOf(host.stdout()), ada);
  t.like(me, { email: ada.email, is_admin: true });
});
