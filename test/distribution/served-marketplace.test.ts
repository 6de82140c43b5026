import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { agentOf, codingAgent } from '../support/coding-agent.ts';
import { fileContext } from '../support/file-context.ts';
import type { GitRepository } from '../support/git-repository.ts';
import { HostClient } from '../support/host-client.ts';
import { admin as root } from '../support/start-host.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { Visitor } from '../web/support/visitor.ts';
import { catalogOf } from './support/catalog.ts';
import { type MarketplaceHost, marketplaceHost } from './support/marketplace-host.ts';
import { marketplaceLook } from './support/marketplace-look.ts';

const context = fileContext();
const run = promisify(execFile);
const clock = 'a secret of the scheduler that is long enough';
let all: MarketplaceHost;
let repository: GitRepository;
let group = '';

const program = (word: string) =>
  ({ path: 'bin/greet', content: `#!/bin/sh\necho ${word}\n`, mode: '100755' }) as const;
const catalog = (word: string, version: string) =>
  catalogOf({ greet: { version, files: [program(word)] }, other: {} });

/** Signs somebody up who is in the group, and answers what they speak with. */
const member = async (name: string) => {
  const { admin, host } = all;
  const person = { email: `${name}@example.com`, password: 'a long enough password' };
  const { id } = await admin.ask('POST /api/users', { body: { email: person.email, name } });
  await admin.ask(`POST /api/users/${id}/set-password`, { body: { password: person.password } });
  await admin.ask(`POST /api/admin/groups/${group}/members`, { body: { email: person.email } });
  const session = await new HostClient(host.url).signIn(person);
  const client = new HostClient(host.url, session);
  const tokenFor = async (scopes: readonly string[]) => {
    const { token } = await client.ask('POST /auth/tokens', { body: { name: scopes.join(), scopes } });
    return String(token);
  };
  return { client, session, tokenFor };
};

const grant = async (plugin: string, tier = 'optional') => {
  const body = { group_id: group, resource_type: 'marketplace_plugin', resource_id: `acme/${plugin}`, tier };
  const { id } = await all.admin.ask('POST /api/admin/grants', { body });
  return () => all.admin.send(`DELETE /api/admin/grants/${id}`);
};

test.before(async () => {
  all = await marketplaceHost(context, { env: { SCHEDULER_API_TOKEN: clock } });
  const { admin } = all;
  group = String((await admin.ask('POST /api/admin/groups', { body: { name: 'Greeters' } }))['id']);
  const made = await all.repository('acme');
  repository = made.repository;
  await repository.commit(catalog('one', '1.0.0'));
  const body = { name: 'Acme', slug: 'acme', url: made.url, review_mode: 'auto' };
  await admin.ask('POST /api/marketplaces', { body });
  await admin.ask('POST /api/marketplaces/acme/sync');
});

test.serial(
  'a token for the marketplace fetches; another one, a cookie and the scheduler do not',
  async (t) => {
    const { client, session, tokenFor } = await member('ann');
    const [own, read] = [await tokenFor(['marketplace']), await tokenFor(['read'])];
    const basic = (password: string) => ({
      authorization: `Basic ${Buffer.from(`x:${password}`).toString('base64')}`,
    });
    const refs = `${all.host.url}/marketplace.git/info/refs?service=git-upload-pack`;
    const sent = [
      basic(own),
      basic(session),
      basic(read),
      basic(clock),
      { cookie: `access_token=${session}` },
      { authorization: `Bearer ${own}` },
      {},
    ];

    const answers = await Promise.all(sent.map((headers) => fetch(refs, { headers })));

    t.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 403, 401, 401, 401, 401],
    );
    t.is((await new HostClient(all.host.url, own).send('GET /marketplace.zip')).status, 200);
    t.is((await new HostClient(all.host.url, own).send('GET /api/catalog/tables')).status, 403);
    t.is((await new HostClient(all.host.url, read).send('GET /marketplace.zip')).status, 403);
    const used = (await client.send('GET /auth/tokens')).text;
    t.regex(used, /"last_used_at":"\d/);
  },
);

test.serial('what a group is granted reaches its member by git, until the switch is thrown', async (t) => {
  const { client, tokenFor } = await member('bob');
  const token = await tokenFor(['marketplace']);
  const home = await tempFolder(t);
  const clone = join(home, 'clone');
  const helper = `credential.helper=!f() { echo username=any; echo password=${token}; }; f`;
  const env = { PATH: process.env['PATH'], HOME: home, GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };
  const git = async (...args: string[]) => (await run('git', ['-c', helper, ...args], { env })).stdout;
  const take = await grant('greet', 'required');
  await git('clone', '--quiet', `${all.host.url}/marketplace.git`, clone);
  const greeting = async () => (await run(join(clone, 'plugins/acme-greet/bin/greet'))).stdout;
  const before = await greeting();

  await repository.commit(catalog('two', '1.0.0'));
  await all.admin.ask('POST /api/marketplaces/acme/sync');
  await git('-C', clone, 'pull', '--quiet', '--ff-only');
  const after = await greeting();
  await all.admin.ask('POST /api/marketplaces/acme/plugins/greet/disable', { body: { reason: 'Bad.' } });
  const info = await client.ask('GET /marketplace/info');

  t.deepEqual([before, after], ['one\n', 'two\n']);
  t.like(info, { plugin_count: 0, reset_required: true, plugins: [] });
  await t.throwsAsync(git('-C', clone, 'pull', '--quiet', '--ff-only'));
  t.notRegex(JSON.stringify(info), /other/);
  await all.admin.ask('POST /api/marketplaces/acme/plugins/greet/enable', { body: { reason: 'Good.' } });
  t.is((await take()).status, 204);
});

test.serial('an administrator sees who has which version, and which names collide', async (t) => {
  const look = marketplaceLook(all);
  const page = await Visitor.signedIn(all.host.url, root);
  const rival = await look.registered('rival', catalogOf({ greet: {} }), { review_mode: 'auto' });
  await rival.repository.commit(catalogOf({ greet: { version: '3.0.0' } }));
  const { changes } = await look.sync('rival');

  const own = await page.open('/admin/marketplaces/acme/plugins/greet');
  const listed = await page.open('/admin/marketplaces/rival');
  const nobody = await page.open('/admin/marketplaces/rival/plugins/greet');
  const deliveries = await look.rows('GET /api/marketplaces/acme/plugins/greet/deliveries');

  t.regex(own.html, /Who has it[\s\S]*bob@example\.com<\/th><td class="break">1\.0\.0\+\w+<\/td><td>git</);
  t.regex(own.html, /not what is served now[\s\S]*Problems/);
  t.regex(own.html, /Clients know rival\/greet by the same name/);
  t.regex(listed.html, /Clients know acme\/greet by the same name/);
  t.regex(nobody.html, /It reached nobody yet/);
  t.deepEqual([...new Set(deliveries.map(({ email }) => email))], ['bob@example.com']);
  t.is(deliveries.length, 2);
  t.deepEqual(changes, { changed: ['greet'] });
});

test.serial(
  'the client itself adds, installs, updates and validates what is served, without a sign-in',
  async (t) => {
    const path = await codingAgent();
    if (path === undefined) {
      t.log('Skipped: @anthropic-ai/claude-code cannot be installed here.');
      t.pass();
      return;
    }
    const { client, tokenFor } = await member('cem');
    const home = await tempFolder(t);
    const plugin = agentOf(path, home, await tokenFor(['marketplace']));
    const take = await grant('greet');
    const versions = join(home, 'config/plugins/cache/agnes/greet');

    await plugin('marketplace', 'add', `${all.host.url}/marketplace.git`);
    await plugin('install', 'greet@agnes');
    const [first = ''] = await readdir(versions);
    t.is(await readFile(join(versions, first, 'bin/greet'), 'utf8'), '#!/bin/sh\necho two\n');
    t.is((await stat(join(versions, first, 'bin/greet'))).mode & 0o111, 0o111);
    await repository.commit(catalog('three', '1.0.0'));
    await all.admin.ask('POST /api/marketplaces/acme/sync');
    await plugin('marketplace', 'update', 'agnes');
    await plugin('update', 'greet@agnes');
    const found = (await readdir(versions)).filter((name) => name !== first);
    t.is(found.length, 1);
    t.is(await readFile(join(versions, found[0] ?? '', 'bin/greet'), 'utf8'), '#!/bin/sh\necho three\n');
    const added = join(home, 'config/plugins/marketplaces/agnes');
    t.regex(await plugin('validate', added), /passed/i);
    t.regex(await plugin('validate', join(added, 'plugins/acme-greet')), /passed/i);

    // Nothing that the client has brought names the plugin that was not granted.
    await t.throwsAsync(run('grep', ['-rIl', '-e', 'acme-other', '-e', 'About other', home]), { code: 1 });

    await take();
    await plugin('marketplace', 'update', 'agnes');
    t.regex(await plugin('list'), /greet@agnes\s+Version: \S+\s+Scope: user\s+Status: \S+ failed to load/);
    t.deepEqual(await readdir(join(added, 'plugins')).catch(() => []), []);
    // A history that begins anew is cloned anew.
    await grant('greet');
    await all.admin.ask('POST /api/marketplaces/acme/plugins/greet/disable', { body: { reason: 'Bad.' } });
    t.true((await client.ask('GET /marketplace/info'))['reset_required']);
    await plugin('marketplace', 'update', 'agnes');
    t.false((await client.ask('GET /marketplace/info'))['reset_required']);
  },
);
