import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { catalogOf } from '../distribution/support/catalog.ts';
import { type MarketplaceHost, marketplaceHost } from '../distribution/support/marketplace-host.ts';
import { type MarketplaceLook, marketplaceLook } from '../distribution/support/marketplace-look.ts';
import { fileContext } from '../support/file-context.ts';
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
