import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { HostClient } from '../support/host-client.ts';
import { journalSource } from '../support/journal-source.ts';
import { likeWhole } from '../support/like-whole.ts';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { admin, startHost } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { Visitor } from './support/visitor.ts';

const ada = { email: 'ada@example.com', name: 'Ada', password: 'ada has a long password' };

const files = (slug: string, location: string, ...tables: readonly string[]) => ({
  slug,
  type: 'files',
  config: { location },
  tables: tables.map((name) => ({ name, source_table: `${name}.csv` })),
});

/** A host with a source that brings everything, one whose file is missing, and one that stops half way. */
const threeSources = async (t: ExecutionContext) => {
  const slow = await journalSource(t);
  await slow.hold();
  const location = join(await tempFolder(t), 'files');
  await mkdir(location);
  await writeFile(join(location, 'orders.csv'), 'id\n1\n2\n');
  const { files: roots, sources } = slow.config as {
    files: { roots: readonly string[] };
    sources: readonly object[];
  };
  const config = {
    files: { roots: [...roots.roots, location] },
    sources: [files('healthy', location, 'orders'), files('broken', location, 'lost'), ...sources],
  };
  const host = await startHost(t, { config, dataDir: slow.dataDir });
  const api = await host.asAdmin();
  const job = await api.trigger();
  await Promise.all([
    api.untilEvent(job, 'log', 'source_ended","sources":["healthy'),
    api.untilEvent(job, 'log', 'source_ended","sources":["broken'),
    api.untilEvent(job, 'log', 'source_started","sources":["journal'),
  ]);
  return { host, api, job, slow };
};

/** Somebody who was granted the table that cannot be read, and its neighbour. */
const withAda = async (api: HostClient, url: string): Promise<HostClient> => {
  const { id } = await api.ask('POST /api/users', { body: { email: ada.email, name: ada.name } });
  await api.ask(`POST /api/users/${id}/set-password`, { body: { password: ada.password } });
  const { id: group } = await api.ask('POST /api/admin/groups', { body: { name: 'Analysts' } });
  await api.ask(`POST /api/admin/groups/${group}/members`, { body: { email: ada.email } });
  for (const resource_id of ['lost', 'orders']) {
    const grant = { group_id: group, resource_type: 'table', resource_id };
    await api.ask('POST /api/admin/grants', { body: grant });
  }
  return new HostClient(url, await new HostClient(url).signIn(ada));
};

type Started = Awaited<ReturnType<typeof threeSources>>;

const healthIsTrue = async (t: ExecutionContext, { host, api, job }: Started): Promise<void> => {
  const own = await withAda(api, host.url);

  const health = (await api.ask('GET /api/health/detailed')) as {
    status: string;
    services: { sources: Record<string, unknown>[]; scheduler: object };
    conditions: object[];
  };
  const hers = (await own.ask('GET /api/health/detailed')) as {
    services: Record<string, unknown>;
    conditions: object[];
  };

  const source = (slug: string) => health.services.sources.find((one) => one['slug'] === slug);
  t.is(health.status, 'degraded');
  t.like(health.services.scheduler, { status: 'ok', metrics: { failed: 0 } });
  t.like(source('healthy'), { state: 'healthy', last_error: null, job: null });
  t.like(source('broken'), { state: 'failing', last_success: null, job: null });
  t.like(source('broken'), { last_error: { code: 'source_failed' } });
  t.like(source('journal'), { state: 'waiting', last_error: null, job: { id: job, status: 'running' } });
  likeWhole(t, health.conditions, [{ code: 'source_failed', name: 'source "broken"' }]);
  t.deepEqual(Object.keys(hers.services).sort(), ['data', 'db_schema', 'duckdb_state']);
  likeWhole(t, hers.services['data'], {
    tables: 2,
    total_rows: 2,
    problems: [{ name: 'lost', error: 'The last run failed; there is no data yet.' }],
  });
  likeWhole(t, hers.conditions, [{ name: 'table "lost"' }]);
  t.notRegex(JSON.stringify(hers), /journal|debit|credit|csv/);
};

const statusIsTrue = async (t: ExecutionContext, { host, job }: Started): Promise<void> => {
  const workspace = await newWorkspace(t);
  const env = { ...workspace.env, AGNES_SERVER: host.url, AGNES_TOKEN: await host.token() };

  const { code, stdout } = await runCli(t, ['status'], { ...workspace, env });

  t.is(code, 0);
  t.regex(stdout, /healthy +healthy +1 +\S+\+00:00 +\S+\+00:00\n/);
  t.regex(stdout, /broken +failing +1, 1 failed, 1 never read +never/);
  t.regex(stdout, /journal +waiting .*running\n/);
  t.regex(stdout, new RegExp(`At work\n {2}journal: running since \\S+ \\(agnes jobs watch ${job}\\)\n`));
  t.regex(stdout, /\n {2}lost: failed, last read never\n/);
  t.regex(stdout, /What is wrong\n {2}error {2}source "broken" since .*brought nothing.*To do: /);
};

const pagesAreTrue = async (t: ExecutionContext, { job }: Started, root: Visitor): Promise<void> => {
  const list = await root.open('/admin/jobs?source=journal&since=2020-01-01&until=2999-01-01');
  const none = await root.open('/admin/jobs?status=failed');
  const other = await root.open('/admin/jobs?source=nobody');
  const unread = await root.open('/admin/jobs?since=yesterday');
  const running = await root.open(`/admin/jobs/${job}`);
  const followed = await root.open(`/admin/jobs/${job}?live=1`);

  t.regex(list.html, /chip-error">Failing</);
  t.regex(list.html, /The last run of &quot;broken&quot; brought nothing/);
  t.true(list.html.includes(`href="/admin/jobs/${job}" class="chip chip-everyone">Running<`));
  t.regex(list.html, /1 running, 0 queued/);
  t.true(list.html.includes(`<span class="hidden"> ${job}</span>`));
  t.regex(none.html, /No job fits/);
  t.regex(other.html, /No job fits/);
  t.is(unread.status, 422);
  t.is(running.headers.get('refresh'), '5');
  t.is(followed.headers.get('refresh'), null);
  t.true(running.html.includes(`data-follow="${job}"`));
  t.regex(running.html, /<code>lost<\/code>[\s\S]*chip-error">Failed<[\s\S]*<code>orders<\/code>/);
  t.regex(running.html, /Reading 2 tables of &quot;journal&quot;/);
};

const formsWork = async (t: ExecutionContext, { api, job, slow }: Started, root: Visitor): Promise<void> => {
  const stopped = await root.follow(`/admin/jobs/${job}/cancel`);
  await api.untilEvent(job, 'end');
  const over = await root.open(`/admin/jobs/${job}`);
  await slow.letGo();
  const again = await root.follow(`/admin/jobs/${job}/again`);
  const late = await root.send(`/admin/jobs/${job}/confirm`, { answer: 'yes' });

  t.regex(stopped.html, /The job is asked to stop/);
  t.is(over.headers.get('refresh'), null);
  t.regex(over.html, /chip-off">Cancelled</);
  t.regex(again.html, /An equal job is queued/);
  t.notRegex(again.location, new RegExp(job));
  t.is(late.status, 409);
  t.regex(late.html, /asks nothing: it is cancelled/);
};

test('health, the command line and the pages tell the truth about a healthy, a broken and a slow source', async (t) => {
  const started = await threeSources(t);
  const root = await Visitor.signedIn(started.host.url, admin);

  await healthIsTrue(t, started);
  await statusIsTrue(t, started);
  await pagesAreTrue(t, started, root);
  await formsWork(t, started, root);
});
