import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type Address, sendEvent } from '../../plugins/connector-jira/test/support/jira-sender.ts';
import { type JiraServer, startJira } from '../../plugins/connector-jira/test/support/jira-server.ts';
import type { HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { admin, type StartedHost, startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { processesBelow, textsBelow } from './support/canary-places.ts';
import { catchUpByJobs, type JiraOffice, slaField } from './support/jira-jobs.ts';

const secret = 'webhook-secret-canary';
const token = 'jira-token-canary';
const env = { JIRA_API_TOKEN: token, JIRA_WEBHOOK_SECRET: secret };

/** The command line of an administrator who has signed in. */
const commandLine = async (t: ExecutionContext, host: StartedHost) => {
  const workspace = await newWorkspace(t);
  const login = ['auth', 'login', '--server', host.url, '--email', admin.email, '--password-stdin'];
  await runCli(t, login, { ...workspace, input: `${admin.password}\n` });
  return async (...args: readonly string[]) => {
    const { code, stdout } = await runCli(t, [...args, '--json'], workspace);
    // What a job tells meanwhile comes before its end, line by line.
    return { code, ...JSON.parse(stdout.trim().split('\n').at(-1) ?? '') };
  };
};

const waitingRuns = async (client: HostClient): Promise<readonly string[]> => {
  const { jobs } = await client.ask('GET /api/jobs?kind=webhook.process');
  // The shape is that of the host, as in docs/http-api.md.
  return (jobs as readonly { readonly id: string; readonly finished_at: string | null }[])
    .filter(({ finished_at: end }) => end === null)
    .map(({ id }) => id);
};

/** Resolves when every event that was taken is in the tables: the run of a part queues the next before it ends. */
const untilRead = async (client: HostClient): Promise<void> => {
  for (let runs = await waitingRuns(client); runs.length > 0; runs = await waitingRuns(client))
    for (const run of runs) await client.untilEvent(run, 'end');
};

const issueEvent = (identifier: string, key: string, webhookEvent = 'jira:issue_created') => ({
  identifier,
  body: { webhookEvent, issue: { id: '1', key } },
});

/** Sends so many events, ten at a time, while `meanwhile` is told how many were acknowledged. */
const sendMany = async (
  jira: JiraServer,
  address: Address,
  { count, meanwhile }: { readonly count: number; readonly meanwhile: (acknowledged: number) => void },
) => {
  const numbers = Array.from({ length: count }, (_, index) => index + 1).values();
  let acknowledged = 0;
  const lane = async (): Promise<void> => {
    for (const number of numbers) {
      jira.site.create(`OPS-${number}`);
      const { status } = await sendEvent(address, issueEvent(`ops-${number}`, `OPS-${number}`));
      if (status === 200) acknowledged += 1;
      meanwhile(acknowledged);
    }
  };
  await Promise.all(Array.from({ length: 10 }, lane));
  return acknowledged;
};

/** Sets the source up as an administrator would: by the command line, on a clean data folder. */
const setUp = async (
  t: ExecutionContext,
  host: StartedHost,
  jira: JiraServer,
): Promise<Omit<JiraOffice, 'dataDir'>> => {
  const client = await host.asAdmin();
  const agnes = await commandLine(t, host);
  const fields = { first_response: slaField };
  const settings = JSON.stringify({ domain: jira.url, email: 'robot@acme.example', fields });
  await agnes('admin', 'source', 'add', 'jira', '--type', 'jira', '--config', settings);
  t.like(await agnes('admin', 'source', 'test', 'jira'), { code: 0 });
  t.like(await agnes('admin', 'discover-and-register', '--source', 'jira'), { code: 0, registered: 6 });
  await client.sync();
  t.deepEqual(await client.rows('select count(*) from jira_issues'), [[0]], 'empty, and there');
  return { jira, client, agnes, untilRead: () => untilRead(client) };
};

/** One event that is forged, one that is good, and the same again. */
const pushOne = async (t: ExecutionContext, client: HostClient, { jira, address }: Site): Promise<void> => {
  jira.site.create('SUP-1');
  jira.site.comment('SUP-1', 'It is on fire');
  const event = issueEvent('sup-1', 'SUP-1');
  t.like(await sendEvent({ ...address, secret: 'another' }, event), { status: 401 });
  t.like(await sendEvent(address, event), {
    status: 200,
    body: { status: 'ok', event: 'jira:issue_created', issue: 'SUP-1' },
  });
  await untilRead(client);
  t.like(await sendEvent(address, event), { status: 200, body: { duplicate: true } });
  const sql =
    'select i.issue_key, i.created_at, c.body from jira_issues i join jira_comments c using (issue_key)';
  t.deepEqual(await client.rows(sql), [['SUP-1', '2024-05-31 21:30:01', 'It is on fire']]);
};

/** What people may hear of a source, and of its runs and jobs. */
const toldOf = [
  'GET /api/jobs',
  'GET /api/admin/sources',
  'GET /api/health/detailed',
  'GET /api/admin/audit',
  'GET /webhooks/jira/health',
];

interface Site {
  readonly jira: JiraServer;
  readonly address: Address;
}

/** Sends while the host is killed and started anew; the sender tries again when it is back. */
const throughKill = async ({ jira, address }: Site, restart: () => Promise<void>): Promise<number> => {
  let back = Promise.resolve();
  let isKilled = false;
  const meanwhile = (count: number): void => {
    if (isKilled || count < 100) return;
    isKilled = true;
    back = restart();
  };
  const acknowledged = await sendMany(
    jira,
    { ...address, beforeRetry: () => back },
    { count: 200, meanwhile },
  );
  await back;
  return acknowledged;
};

/** While the site makes a run wait: what is told of the source, and what can be seen of its processes. */
const amidARun = async (
  t: ExecutionContext,
  { client, pid, site }: { readonly client: HostClient; readonly pid: number; readonly site: Site },
) => {
  const asked = Promise.withResolvers<void>();
  site.jira.faults.push({ at: /issue\/SUP-1/, body: 'hang', onHit: asked.resolve });
  const { body } = await sendEvent(site.address, issueEvent('late', 'SUP-1', 'comment_created'));
  await asked.promise;
  const late = String(body['job_id']);
  const events = { waiting: 1, failed: 0 };
  likeWhole(t, await client.ask('GET /api/admin/sources'), { sources: [{ slug: 'jira', events }] });
  likeWhole(t, await client.ask('GET /api/health/detailed'), {
    services: { sources: [{ slug: 'jira', job: { id: late }, events }] },
  });
  return { late, processes: await processesBelow(pid) };
};

const assertNoCanary = (t: ExecutionContext, texts: readonly string[]): void => {
  const login = Buffer.from(`robot@acme.example:${token}`).toString('base64');
  for (const text of texts) t.false([secret, token, login].some((canary) => text.includes(canary)));
};

test('issues that a site pushes and jobs find are queried, through a kill of the host and a site that is gone', async (t) => {
  t.timeout(300_000);
  const jira = await startJira(t);
  const dataDir = join(await tempFolder(t), 'data');
  const options = { dataDir, env, config: { egress: { private: ['127.0.0.1'] } } };
  let host = await startHost(t, options);
  const hosts = [host];
  const site: Site = { jira, address: { url: () => `${host.url}/webhooks/jira`, secret } };
  const office = await setUp(t, host, jira);
  await pushOne(t, office.client, site);
  await catchUpByJobs(t, { ...office, dataDir });

  const acknowledged = await throughKill(site, async () => {
    await host.kill9();
    host = await startHost(t, options);
    hosts.push(host);
  });
  const client = await host.asAdmin();
  await untilRead(client);
  t.is(hosts.length, 2);
  t.is(acknowledged, 200);
  t.deepEqual(await client.rows("select count(*) from jira_issues where project_key = 'OPS'"), [[200]]);

  const { processes, late } = await amidARun(t, { client, pid: host.pid, site });
  await jira.close();
  await client.untilEvent(late, 'table', 'the next run tries again');
  t.deepEqual(await client.rows('select count(*) from jira_issues'), [[203]]);

  t.true(processes.some((text) => text.includes('runner.ts')));
  const printed = hosts.flatMap((one) => [one.stdout(), one.stderr()]);
  const told = await Promise.all(toldOf.map(async (route) => (await client.send(route)).text));
  assertNoCanary(t, [...printed, ...processes, ...told, ...(await textsBelow(dataDir))]);
});
