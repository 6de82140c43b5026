import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { catalogOf } from '../distribution/support/catalog.ts';
import { type MarketplaceHost, marketplaceHost } from '../distribution/support/marketplace-host.ts';
import { type MarketplaceLook, marketplaceLook } from '../distribution/support/marketplace-look.ts';
import { fileContext } from '../support/file-context.ts';
import { connectorManifest } from '../support/plugin-folders.ts';
import { admin } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { Visitor } from './support/visitor.ts';

const run = promisify(execFile);
const hostile = '<script>alert(1)</script>"><img src=x onerror=alert(1)>';
const bob = { email: 'bob@example.com', password: 'bob has a long password' };
const context = fileContext();
let all: MarketplaceHost;
let look: MarketplaceLook;
let root: Visitor;
let member: Visitor;
let group = '';

const grant = (plugin: string, tier: string) =>
  all.admin.ask('POST /api/admin/grants', {
    body: { group_id: group, resource_type: 'marketplace_plugin', resource_id: plugin, tier },
  });

test.before(async () => {
  all = await marketplaceHost(context, { env: { AGNES_AUTH_RATELIMIT_ENABLED: '0' } });
  look = marketplaceLook(all);
  const { admin: api, host } = all;
  const { id } = await api.ask('POST /api/users', { body: { email: bob.email, name: 'Bob' } });
  await api.ask(`POST /api/users/${id}/set-password`, { body: { password: bob.password } });
  group = String((await api.ask('POST /api/admin/groups', { body: { name: 'Greeters' } }))['id']);
  await api.ask(`POST /api/admin/groups/${group}/members`, { body: { email: bob.email } });
  root = await Visitor.signedIn(host.url, admin);
  member = await Visitor.signedIn(host.url, bob);
});

test.serial(
  'somebody sees what their agent gets, switches off what is optional, and installs it',
  async (t) => {
    const nothing = await member.open('/skills');
    await look.registered('acme', catalogOf({ greet: {}, wave: {}, hidden: {} }), { review_mode: 'auto' });
    await grant('acme/greet', 'required');
    await grant('acme/wave', 'optional');

    const listed = await member.open('/skills');
    const off = await member.follow('/skills/acme/wave/disable');
    const again = await member.follow('/skills/acme/wave/enable');
    const required = await member.send('/skills/acme/greet/disable');
    const other = await member.send('/skills/acme/hidden/disable');

    t.regex(nothing.html, /You get no plugin yet/);
    t.regex(listed.html, /Skills<\/a>[\s\S]*claude plugin install greet@agnes[\s\S]*Required/);
    t.regex(listed.html, /acme\/wave\/disable/);
    t.notRegex(listed.html, /hidden<|acme\/greet\/disable/);
    t.regex(listed.html, /claude plugin marketplace add http:\/\/localhost:0\/marketplace\.git/);
    t.regex(off.html, /It is switched off[\s\S]*Switched off[\s\S]*acme\/wave\/enable/);
    t.notRegex(off.html, /install wave@agnes/);
    t.regex(again.html, /It is switched on[\s\S]*install wave@agnes/);
    t.is(required.status, 409);
    t.regex(required.html, /is required and cannot be switched off/);
    t.is(other.status, 404);
  },
);

test.serial('the commands of the page hand a token to git, and git clones with it', async (t) => {
  const made = await member.send('/tokens', { name: 'git', expires: '30', scope_marketplace: 'on' });
  const token = /id="secret"[^>]*?(?:value="([^"]+)"|>([^<]+)<)/.exec(made.html);
  const { html } = await member.open('/skills');
  const commands = /id="login">([^<]*)</.exec(html)?.[1] ?? '';
  const home = await tempFolder(t);
  const env = { PATH: process.env['PATH'], HOME: home, GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };
  const typed = [
    ['&#39;', "'"],
    ['&quot;', '"'],
    ['&amp;', '&'],
    // The origin of a host whose port is chosen by the system.
    ['http://localhost:0', all.host.url],
  ].reduce((text, [from = '', to = '']) => text.replaceAll(from, to), commands);
  const clone = join(home, 'clone');

  const pasted = run('bash', ['-c', typed], { env });
  pasted.child.stdin?.end(`${token?.[1] ?? token?.[2]}\n`);
  await pasted;
  await run('git', ['clone', '--quiet', `${all.host.url}/marketplace.git`, clone], { env });
  const { stdout } = await run('ls', [join(clone, 'plugins')], { env });
  await all.admin.ask('POST /api/marketplaces/acme/plugins/wave/disable', { body: { reason: 'Bad.' } });
  const reset = await member.open('/skills');
  await all.admin.ask('POST /api/marketplaces/acme/plugins/wave/enable', { body: {} });

  t.is(stdout, 'acme-greet\nacme-wave\n');
  t.regex(reset.html, /What you are served began anew/);
});

test.serial(
  'a marketplace is added, refused with its faults, changed and removed, and its token is never shown',
  async (t) => {
    const { repository, url } = await all.repository('orders');
    await repository.commit(catalogOf({ count: {} }));
    const token = 'a-token-that-nobody-may-see';
    const form = { name: `Orders ${hostile}`, slug: 'orders', url, review_mode: 'hold', token };

    const refused = await root.send('/admin/marketplaces', { ...form, url: 'ftp://example.com/x.git' });
    const blank = await root.send('/admin/marketplaces', { token });
    const added = await root.follow('/admin/marketplaces', form);
    const taken = await root.send('/admin/marketplaces', form);
    const job = await root.send('/admin/marketplaces/orders/sync');
    const jobs = await root.send('/admin/marketplaces/sync-all');
    await look.sync('orders');
    const list = await root.open('/admin/marketplaces');
    const wrong = await root.send('/admin/marketplaces/orders/edit', {
      ...form,
      token: '',
      review_mode: 'pinned',
    });
    const edited = await root.follow('/admin/marketplaces/orders/edit', {
      ...form,
      name: 'Counts',
      token: '',
      forget: 'on',
    });
    const hidden = await member.open('/admin/marketplaces/orders');

    t.is(refused.status, 400);
    t.regex(refused.html, /href="#field-url">Address<\/a>/);
    t.is(blank.status, 422);
    t.is(taken.status, 409);
    t.regex(added.html, /The marketplace is added[\s\S]*<dt>Token<\/dt><dd class="break">stored/);
    t.regex(job.location, /^\/admin\/jobs\/[\w-]+$/);
    t.is(jobs.location, '/admin/jobs?kind=marketplace.sync');
    t.regex(list.html, /admin\/marketplaces\/orders[\s\S]*Fine[\s\S]*class="number">1</);
    t.is(wrong.status, 422);
    t.regex(wrong.html, /needs a pin/);
    t.regex(edited.html, /<h1>Counts<\/h1>[\s\S]*It is saved[\s\S]*<dt>Token<\/dt><dd class="break">none/);
    t.is(hidden.status, 404);
    for (const { html } of [refused, blank, added, taken, list, wrong, edited])
      t.notRegex(html, /a-token-that|<script>alert|<img src=x/);
  },
);

test.serial('a marketplace is removed, and the page says with what', async (t) => {
  const { html } = await root.open('/admin/marketplaces/orders');
  const gone = await root.follow('/admin/marketplaces/orders/delete');

  t.regex(html, /Removing <strong>Counts<\/strong> takes away 1 plugin and 0 grants/);
  t.regex(gone.html, /The marketplace is removed/);
  t.is((await root.open('/admin/marketplaces/orders')).status, 404);
});

test.serial('a plugin of the host in a repository leads to a plan that is filled in', async (t) => {
  const content = JSON.stringify(connectorManifest('acme/orders', 'orders'));
  const files = [...catalogOf({ one: {} }), { path: 'host/agnes.plugin.json', content }];
  const { commit } = await look.registered('tools', files, { token: 'a-token' });

  const { html } = await root.open('/admin/marketplaces/tools');
  const href = /href="(\/admin\/plugins\?from=marketplace[^"]*)#install"/.exec(html)?.[1] ?? '';
  const form = await root.open(href.replaceAll('&amp;', '&'));

  t.regex(form.html, /name="from" value="marketplace"[\s\S]*value="acme\/orders"/);
  t.true(form.html.includes(`value="${commit}"`));
  t.regex(form.html, /value="AGNES_MARKETPLACE_TOOLS_TOKEN"/);
});

test.serial(
  'versions of a plugin are compared, approved, rejected and switched off on its page',
  async (t) => {
    const runs = { path: 'hooks/hooks.json', content: JSON.stringify({ hooks: {} }) };
    const { repository } = await look.registered('held', catalogOf({ say: {} }), { review_mode: 'hold' });
    const path = '/admin/marketplaces/held/plugins/say';
    await grant('held/say', 'required');
    const waiting = await root.open(path);
    const approved = await root.follow(`${path}/approve`);
    await repository.commit(
      catalogOf({ say: { version: '2.0.0', files: [{ path: 'note.md', content: hostile }, runs] } }),
    );
    await look.sync('held');
    const page = await root.open('/admin/marketplaces/held');
    const newer = await root.open(path);
    const to = /name="version" value="(\w+)"/.exec(newer.html)?.[1] ?? '';
    const diff = await root.open(`${path}?from=&to=${to}`);
    const rejected = await root.follow(`${path}/reject`, { version: to });
    const silent = await root.send(`${path}/disable`, { reason: ' ' });
    const off = await root.follow(`${path}/disable`, { reason: `It talks. ${hostile}` });
    const on = await root.follow(`${path}/enable`);

    t.regex(waiting.html, /Not served yet[\s\S]*1 skill[\s\S]*Greeters[\s\S]*required[\s\S]*Waits for a yes/);
    t.regex(approved.html, /The version is approved[\s\S]*served now/);
    t.regex(page.html, /plugins\/say[\s\S]*Served, a newer one waits[\s\S]*1 skill[\s\S]*Greeters/);
    t.regex(newer.html, /2\.0\.0\+[\s\S]*Waits for a yes/);
    t.regex(diff.html, /From 1\.0\.0\+\w+ to 2\.0\.0\+[\s\S]*note\.md[\s\S]*new[\s\S]*\+&lt;script&gt;/);
    t.regex(rejected.html, /The version is rejected[\s\S]*Rejected/);
    t.regex(silent.html, /notice-error/);
    t.regex(off.html, /It is switched off for everybody[\s\S]*It talks\./);
    t.regex(on.html, /switched on again/);
    for (const { html } of [diff, off, page]) t.notRegex(html, /<script>alert|<img src=x/);
  },
);
