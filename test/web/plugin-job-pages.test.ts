import test from 'ava';
import { likeWhole } from '../support/like-whole.ts';
import { admin } from '../support/start-host.ts';
import { hostWithJobs } from './support/host-with-jobs.ts';
import { Visitor } from './support/visitor.ts';

const started = hostWithJobs();
const asRoot = async () => Visitor.signedIn((await started()).url, admin);

/** The job to which a form has led, when it has ended. */
const ended = async (location: string) => {
  const api = await (await started()).asAdmin();
  const id = /\/admin\/jobs\/([^?]+)/.exec(location)?.[1] ?? '';
  await api.untilEvent(id, 'end');
  return api.ask(`GET /api/jobs/${id}`);
};

test.serial('the page of a plugin lists its jobs with schedule and last run, and runs one now', async (t) => {
  const root = await asRoot();
  const page = '/admin/plugins/acme/chores';

  const before = await root.open(page);
  const run = await root.follow(`${page}/jobs/tidy`);
  const job = await ended(run.location);
  const after = await root.open(page);

  t.regex(
    before.html,
    /href="\/admin\/plugins\/acme\/chores\/jobs\/tidy">Does what it is told<[\s\S]*every 6h[\s\S]*next <time[\s\S]*not yet[\s\S]*aria-label="Run now: Does what it is told"/,
  );
  t.regex(before.html, /Comes when its setting says so<[\s\S]*when it is asked for/);
  t.regex(run.html, /The job is queued; this is its page\.[\s\S]*chores\.tidy/);
  t.like(job, { kind: 'chores.tidy', status: 'succeeded', params: {} });
  t.regex(after.html, new RegExp(`Succeeded</span> <a href="/admin/jobs/${job['id']}">`));
});

test.serial('a job is run with what its form holds, and its page lists the runs', async (t) => {
  const root = await asRoot();
  const page = '/admin/plugins/acme/pushes/jobs/fill';

  const shown = await root.open(page);
  const run = await root.follow(page, { source: 'shop', 'config.count': '3', 'config.ask': '' });
  const job = await ended(run.location);
  const after = await root.open(page);

  t.regex(
    shown.html,
    /It runs for<\/dt><dd[^>]*>2 sources<[\s\S]*daily 04:00 for desk[\s\S]*daily 04:00 for shop/,
  );
  t.regex(shown.html, /<option value="" selected>All 2 of them<[\s\S]*<option value="shop">shop</);
  t.regex(shown.html, /name="config\.count"[\s\S]*At least 0\.[\s\S]*It has not run yet/);
  t.like(job, { status: 'succeeded', params: { count: 3, source: 'shop' } });
  likeWhole(t, job['result'], { sources: [{ source: 'shop', result: { filled: 3 } }] });
  t.regex(after.html, /Last runs[\s\S]*Succeeded/);
});

test.serial('what a job does not take is told at its field, and nothing is started', async (t) => {
  const root = await asRoot();
  const page = '/admin/plugins/acme/pushes/jobs/fill';
  const api = await (await started()).asAdmin();
  const count = async () => ((await api.ask('GET /api/jobs?kind=pushes.fill'))['jobs'] as unknown[]).length;
  const runs = await count();

  const wrong = await root.send(page, { source: 'shop', 'config.count': 'many' });
  const stranger = await root.send(page, { source: 'nowhere', 'config.count': '1' });
  const gone = await root.open('/admin/plugins/acme/pushes/jobs/nothing');
  const plain = await root.open('/admin/plugins/agnes/connector-files');

  t.is(wrong.status, 422);
  t.regex(wrong.html, /href="#field-config-count">Count<\/a>: Must be integer/);
  t.regex(wrong.html, /<option value="shop" selected>/);
  t.is(stranger.status, 422);
  t.regex(stranger.html, /is for no source "nowhere"|is for no source &quot;nowhere&quot;/);
  t.is(gone.status, 404);
  t.regex(gone.html, /has no job/);
  t.notRegex(plain.html, /Its jobs/);
  t.is(await count(), runs);
});

test.serial('a run that is started on a page is in the audit log like one of a command', async (t) => {
  const api = await (await started()).asAdmin();

  await (await asRoot()).follow('/admin/plugins/acme/chores/jobs/dust');
  const log = await api.ask('GET /api/admin/audit?action=plugin_job.start&limit=1');

  t.like((log['entries'] as readonly unknown[])[0], { resource: 'plugin_job:acme/chores/dust' });
});
