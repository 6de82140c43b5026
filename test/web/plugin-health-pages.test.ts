import test from 'ava';
import { admin, startHost } from '../support/start-host.ts';
import { guardedHost, guardPage as plugin } from './support/guarded-host.ts';
import { fieldsOf, Visitor } from './support/visitor.ts';

const started = guardedHost();
const asRoot = async () => Visitor.signedIn((await started()).url, admin);

test.serial(
  'the page of a plugin says why it is so, what failed and by whose fault, and what it was granted and used',
  async (t) => {
    const root = await asRoot();

    const page = await root.open(plugin);

    t.regex(page.html, /Why it is so[\s\S]*Who decided last[\s\S]*\(generation 1\)/);
    t.regex(
      page.html,
      /Fault of the plugin<\/h3>[\s\S]*it does not like that[\s\S]*during <code>hook:beforeQuery/,
    );
    t.regex(page.html, /Where in its code[\s\S]*index\.ts:\d+/);
    t.regex(page.html, /Used in 30 days[\s\S]*process:host[\s\S]*Granted/);
    t.regex(page.html, /Changes and the way back[\s\S]*Generation 1[\s\S]*Runs now/);
    t.notRegex(page.html, /<script>alert/);
  },
);

test.serial(
  'calls of a plugin are narrowed and made again beside what was answered then, and nothing comes of it',
  async (t) => {
    const root = await asRoot();

    const hooks = await root.open('/admin/hooks');
    const all = await root.open(`${plugin}/calls`);
    const bad = await root.open(`${plugin}/calls?hook=beforeQuery&outcome=error`);
    const none = await root.open(`${plugin}/calls?hook=afterQuery`);
    const [replay] = /\/admin\/plugins\/acme\/guard\/calls\/[^"/]+\/replay/.exec(bad.html) ?? [''];
    const again = await root.send(replay);
    const after = await root.open(`${plugin}/calls`);
    const lost = await root.send(`${plugin}/calls/nobody/replay`);
    const expired = await root.open(`${plugin}/calls?cursor=x`);

    t.regex(hooks.html, /beforeQuery[\s\S]*acme\/guard<\/a>[\s\S]*may change/);
    t.regex(hooks.html, /href="\/admin\/plugins\/acme\/guard\/calls\?hook=beforeQuery">\d+<span/);
    t.regex(hooks.html, /chip-on">Listens<[\s\S]*Nobody listens/);
    t.regex(all.html, /Failed<\/span>[\s\S]*Answered<\/span>[\s\S]*select 1 as good/);
    t.notRegex(bad.html, /select 1 as good/);
    t.notRegex(bad.html, /<script>alert/);
    t.regex(none.html, /No call is written down that fits/);
    t.regex(again.html, /It answers as it did then[\s\S]*Then<\/h2>[\s\S]*Now, in generation 1<\/h2>/);
    t.is(after.html.split('Call it again').length, all.html.split('Call it again').length);
    t.is(lost.status, 404);
    t.regex(lost.html, /There is no call &quot;nobody&quot;/);
    t.regex(expired.html, /role="alert"/);
  },
);

test.serial('the log of a plugin is told newest first, and its level narrows it', async (t) => {
  const root = await asRoot();

  const all = await root.open(`${plugin}/logs`);
  const errors = await root.open(`${plugin}/logs?level=error`);
  const missing = await root.open('/admin/plugins/acme/nobody/logs');

  t.regex(
    all.html,
    /Error<\/span>[\s\S]*it does not like that[\s\S]*Info<\/span>[\s\S]*it is set up &lt;script/,
  );
  t.notRegex(errors.html, /it is set up/);
  t.regex(errors.html, /<option value="error" selected>/);
  t.is(missing.status, 404);
});

test.serial('the doctor tells every check, and two generations are compared, each by a page', async (t) => {
  const root = await asRoot();

  const doctor = await root.open('/admin/plugins/doctor');
  const diff = await root.open('/admin/plugins/diff?from=0&to=1');
  const same = await root.open('/admin/plugins/diff?from=1&to=1');
  const none = await root.open('/admin/plugins/diff?from=98&to=99');

  t.regex(doctor.html, /Of \d+ checks, none failed/);
  t.regex(doctor.html, /Store of the plugins[\s\S]*Well[\s\S]*byte for byte/);
  t.regex(
    diff.html,
    /Nothing installed → Generation 1[\s\S]*acme\/guard[\s\S]*May do now<\/dt><dd>process:host/,
  );
  t.regex(same.html, /They are the same/);
  t.is(none.status, 404);
  t.regex(none.html, /There is no generation 99/);
});

test.serial(
  'a search for what breaks is begun, told on every page, answered and stopped by a page, without script',
  async (t) => {
    const root = await asRoot();
    const path = '/admin/plugins/bisect';

    const before = await root.open(path);
    const early = await root.send(path, { action: 'good' });
    const begun = await root.follow(path, { action: 'start', good: '' });
    const elsewhere = await root.open('/admin/users');
    const refused = await root.send(`${plugin}/disable`);
    const half = await root.follow(path, { action: 'good' });
    const stopped = await root.follow(path, { action: 'stop' });
    await root.follow(path, { action: 'start', good: '' });
    await root.follow(path, { action: 'good' });
    const found = await root.follow(path, { action: 'bad' });
    const after = await root.open('/admin/users');

    t.regex(before.html, /Begin the search/);
    t.is(early.status, 409);
    t.regex(early.html, /No search for a plugin that breaks is on/);
    t.regex(begun.html, /0 of 2 plugins are on[\s\S]*2 plugins<\/dd>[\s\S]*Off now/);
    t.regex(
      elsewhere.html,
      /class="banner"[\s\S]*0 of 2 plugins are switched on for it[\s\S]*Answer or stop it/,
    );
    t.is(refused.status, 409);
    t.regex(half.html, /1 of 2 plugins are on/);
    t.regex(stopped.html, /The search was stopped\. Generation 1 runs again/);
    t.regex(found.html, /is what breaks\. Generation 1 runs again[\s\S]*Look at <a href="[^"]*acme\/guard"/);
    t.notRegex(after.html, /A search for the plugin that breaks/);
    t.notRegex((await root.open('/admin/plugins')).html, /did not stay/);
    t.notRegex((await root.open(plugin)).html, /bisect step/);
  },
);

test.serial('plugins are carried to another host by its pages: a file, a plan, an apply', async (t) => {
  t.timeout(120_000);
  const [root, other] = [await asRoot(), await startHost(t)];
  const there = await Visitor.signedIn(other.url, admin);
  const path = '/admin/plugins/import';

  const gone = await root.send('/admin/plugins/export', { generation: '99' });
  const bundle = await root.download('/admin/plugins/export', { generation: '1' });
  const here = await root.upload(path, 'bundle', bundle);
  const plan = await there.upload(path, 'bundle', bundle);
  const fields = fieldsOf(plan.html, '/admin/plugins/apply');
  const lost = await there.send('/admin/plugins/apply', { ...fields, plan_id: 'nobody' });
  const applied = await there.send('/admin/plugins/apply', fields);
  const broken = await there.upload(path, 'bundle', bundle.slice(0, 500));
  const empty = await there.upload(path, 'bundle', new Uint8Array());
  const text = await there.send(path, { bundle: 'text' });

  t.is(gone.status, 404);
  t.regex(gone.html, /There is no generation 99/);
  t.regex(here.html, /Version <strong>1\.2\.3<\/strong> stays/);
  t.regex(plan.html, /Install[\s\S]*acme\/guard[\s\S]*granted where it comes from[\s\S]*process:host/);
  t.is(fields['ask'], '');
  t.is(lost.status, 410);
  t.regex(lost.html, /Send the bundle again/);
  t.is(applied.status, 303);
  t.regex(applied.location, /^\/admin\/jobs\//);
  t.deepEqual([broken.status, empty.status, text.status], [422, 422, 400]);
  t.regex(broken.html, /The bundle cannot be used/);
});
