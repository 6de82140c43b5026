import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { HostClient } from '../support/host-client.ts';
import { pageCommands } from '../support/page-commands.ts';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { type StartedHost, startHost } from '../support/start-host.ts';
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

test.serial(
  'the demo needs no configuration, has six tables, and the commands of the README work',
  async (t) => {
    const host = await startHost(t, { program: 'demo' });

    await saysHowToSignIn(t, host);
    await commandsWork(t, host);
  },
);

const saysHowToSignIn = async (t: ExecutionContext, host: StartedHost): Promise<void> => {
  const { email, password } = signInOf(host.stdout());
  // What every host says when it starts is no complaint.
  const complaints = host
    .stderr()
    .replaceAll(/^\{.*"event":"(?:audit_anchor|remote_attach_policy)".*\}\n/gm, '');

  const token = await new HostClient(host.url).signIn({ email, password });
  const rows = await new HostClient(host.url, token).rows(counts);

  t.is(email, 'admin@example.com');
  t.true(host.stdout().includes(`Agnes is ready:  ${host.url}\n`));
  t.regex(host.stdout(), /agnes query --remote "select .+ from flights_3m .+"/);
  t.true(host.stdout().includes(`${host.url}/setup\n`));
  t.deepEqual(rows, [[3_000_000, 3_376, 42_049, 1_461, 3_201, 682]]);
  t.is(complaints, '');
};

const commandsWork = async (t: ExecutionContext, { url, stdout }: StartedHost): Promise<void> => {
  const [login, sync, query] = await pageCommands('README.md');
  const { cwd, env } = await newWorkspace(t);
  const workspace = { cwd, env: { ...env, AGNES_SERVER: url } };
  const input = `${signInOf(stdout()).password}\n`;

  const signedIn = await runCli(t, login ?? [], { ...workspace, input });
  const synced = await runCli(t, sync ?? [], workspace);
  const answered = await runCli(t, query ?? [], workspace);

  t.deepEqual([signedIn.code, synced.code, answered.code], [0, 0, 0]);
  t.regex(synced.stdout, /^6 downloaded/);
  t.regex(answered.stderr, /^ran: local/);
  t.regex(answered.stdout, /^ORD +166341\nDFW +157162\nATL +124711\nLAX +115245\nPHX +93036$/m);
};

test.serial(
  'the demo takes the administrator from the environment, and keeps its data when it starts again',
  async (t) => {
    const dataDir = join(await tempFolder(t), 'data');
    const ada = { email: 'ada@example.com', password: 'correct horse battery' };
    const [SEED_ADMIN_EMAIL, SEED_ADMIN_PASSWORD] = [ada.email, ada.password];
    const first = await startHost(t, {
      program: 'demo',
      dataDir,
      env: { SEED_ADMIN_EMAIL, SEED_ADMIN_PASSWORD },
    });
    const told = signInOf(first.stdout());
    const token = await new HostClient(first.url).signIn(ada);
    const published = await new HostClient(first.url, token).ask('GET /api/sync/manifest');
    const code = await first.stop();

    const second = await startHost(t, { program: 'demo', dataDir, env: { SEED_ADMIN_EMAIL } });
    const nobody = new HostClient(second.url);
    const anew = signInOf(second.stdout());
    const refused = await nobody.send('POST /auth/token', { body: ada });
    const client = new HostClient(second.url, await nobody.signIn(anew));
    const kept = await client.ask('GET /api/sync/manifest');
    const runs = await client.ask('GET /api/sync/runs');

    t.deepEqual(told, ada);
    t.is(code, 0);
    t.is(anew.email, ada.email);
    t.is(refused.status, 401);
    // Profiles come by and by, and with them other `assets`.
    t.deepEqual([kept['tables'], kept['generation']], [published['tables'], published['generation']]);
    t.like(runs, { runs: { length: 1 } });
  },
);

test('the demo packs the command line first, so that its page for laptops hands one out', async (t) => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));

  t.is(scripts.predemo, 'npm run --silent pack');
  t.is(typeof scripts.pack, 'string');
});
