import test from 'ava';
import { newWorkspace, runCli } from '../support/run-cli.ts';
import { asAda, asAdministrator, sharedHost } from './support/seeded-host.ts';

const shared = sharedHost();

interface Stored {
  readonly kind: string;
  readonly params: Readonly<Record<string, unknown>>;
}

test('the views of the lake are rebuilt from the page of jobs, with force all of them', async (t) => {
  const seeded = await shared();
  const root = await asAdministrator(seeded);
  const jobAt = async (location: string) => {
    const id = /\/admin\/jobs\/([^?]+)/.exec(location)?.[1] ?? '';
    return (await seeded.api.ask(`GET /api/jobs/${id}`)) as unknown as Stored;
  };

  const page = await root.open('/admin/jobs');
  const forced = await root.send('/admin/jobs/rebuild', { all: 'on' });
  const shown = await root.open(forced.location);
  const job = await jobAt(forced.location);
  const hidden = await (await asAda(seeded)).send('/admin/jobs/rebuild');

  t.regex(page.html, /action="\/admin\/jobs\/rebuild"[\s\S]*Rebuild now[\s\S]*name="all"/);
  t.is(forced.status, 303);
  t.regex(shown.html, /The rebuild is queued/);
  t.like(job, { kind: 'analytics.rebuild', params: { all: true } });
  t.is(hidden.status, 404);
});

test('agnes jobs again repeats a run of a sync, and nothing else', async (t) => {
  const { host, api } = await shared();
  const { id } = await api.sync({ force: true });
  const { job_id: rebuild } = await api.ask('POST /api/admin/rebuild', { body: {} });
  const workspace = await newWorkspace(t);
  const env = { ...workspace.env, AGNES_SERVER: host.url, AGNES_TOKEN: await host.token() };
  const again = (...args: readonly string[]) =>
    runCli(t, ['jobs', 'again', ...args, '--json'], { ...workspace, env });

  const repeated = await again(String(id), '--wait');
  const refused = await again(String(rebuild));

  t.is(repeated.code, 0);
  t.regex(repeated.stdout, /"kind": ?"sync\.run"/);
  t.false(repeated.stdout.includes(String(id)));
  t.not(refused.code, 0);
  t.regex(`${refused.stdout}${refused.stderr}`, /not_repeatable/);
});
