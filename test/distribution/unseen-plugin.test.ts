import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { fileContext } from '../support/file-context.ts';
import { HostClient } from '../support/host-client.ts';
import { likeWhole } from '../support/like-whole.ts';
import { rawGit } from '../support/raw-git.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { catalogOf } from './support/catalog.ts';
import { type MarketplaceHost, marketplaceHost } from './support/marketplace-host.ts';

const context = fileContext();
const run = promisify(execFile);
const password = 'a long enough password';
let all: MarketplaceHost;

/** Somebody in a group of their own that has one plugin. */
const memberWith = async (name: string, plugin: string) => {
  const { admin, host } = all;
  const email = `${name}@example.com`;
  const { id } = await admin.ask('POST /api/users', { body: { email, name } });
  await admin.ask(`POST /api/users/${id}/set-password`, { body: { password } });
  const { id: group } = await admin.ask('POST /api/admin/groups', { body: { name: `Group of ${name}` } });
  await admin.ask(`POST /api/admin/groups/${group}/members`, { body: { email } });
  const grant = { group_id: group, resource_type: 'marketplace_plugin', resource_id: `acme/${plugin}` };
  await admin.ask('POST /api/admin/grants', { body: grant });
  const session = await new HostClient(host.url).signIn({ email, password });
  return { session, client: new HostClient(host.url, session), git: rawGit(host.url, session) };
};

// Its name, its words and its manifest: the last is that of the plugin which the other one has.
const moonbase = {
  path: '.claude-plugin/plugin.json',
  content: JSON.stringify({ name: 'greet', version: '1.0.0', description: 'The moonbase.' }),
};

let ann: Awaited<ReturnType<typeof memberWith>>;
let bob: typeof ann;

test.before(async () => {
  all = await marketplaceHost(context);
  const { repository, url } = await all.repository('acme');
  await repository.commit(catalogOf({ greet: {}, moonbase: { files: [moonbase] } }));
  const body = { name: 'Acme', slug: 'acme', url, review_mode: 'auto' };
  await all.admin.ask('POST /api/marketplaces', { body });
  await all.admin.ask('POST /api/marketplaces/acme/sync');
  [ann, bob] = [await memberWith('ann', 'greet'), await memberWith('bob', 'moonbase')];
});

test('no address that is read without knowing a name tells of a plugin that one was not granted', async (t) => {
  t.timeout(180_000);
  const { paths } = await all.admin.ask('GET /openapi.json');
  // As the document says: operations by address.
  const readable = Object.entries(paths as Record<string, object>)
    .filter(([path, methods]) => 'get' in methods && !path.includes('{'))
    .map(([path]) => path);
  const told = async (path: string): Promise<string> => {
    const headers = { authorization: `Bearer ${ann.session}` };
    const answer = await fetch(all.host.url + path, { headers, redirect: 'manual' });
    if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) return answer.text();
    await answer.body?.cancel();
    return '';
  };

  const telling: string[] = [];
  for (const path of readable) if (/moonbase/i.test(await told(path))) telling.push(path);

  t.true(readable.length > 30);
  t.deepEqual(telling, []);
  // The administrator, who is served neither, reads of both.
  t.regex((await all.admin.send('GET /api/marketplaces/acme/plugins')).text, /moonbase/);
});

test('to whoever guesses a name, a plugin that is there and one that is not are the same', async (t) => {
  t.timeout(120_000);
  const tries = (plugin: string) => [
    `GET /marketplace/plugins/acme-${plugin}.zip`,
    `PUT /api/me/plugins/acme/${plugin}`,
    `GET /api/marketplaces/acme/plugins/${plugin}/diff?from=a&to=b`,
    `POST /skills/acme/${plugin}/disable`,
    `GET /admin/marketplaces/acme/plugins/${plugin}`,
  ];
  const told = async (plugin: string) => {
    const sent = { body: { enabled: false } };
    const answers = tries(plugin).map((route) => ann.client.send(route, route.startsWith('PUT') ? sent : {}));
    return (await Promise.all(answers)).map(({ status, body }) => [status, body['code']]);
  };

  const ofHidden = await told('moonbase');

  t.deepEqual(ofHidden, await told('nothing'));
  t.true(ofHidden.every(([status]) => status === 404 || status === 403));
  t.is((await bob.client.send('GET /marketplace/plugins/acme-moonbase.zip')).status, 200);
});

test('neither tags, nor names that collide, nor git tell of what somebody else is served', async (t) => {
  t.timeout(120_000);
  const bobs = await bob.client.send('GET /marketplace.zip');
  const secret = await bob.git.head();
  t.true((await bob.git.clone(secret)).pack.length > 0);

  const known = { 'if-none-match': String(bobs.headers.get('etag')) };
  t.is((await ann.client.send('GET /marketplace.zip', { headers: known })).status, 200);
  const info = await ann.client.ask('GET /marketplace/info');
  likeWhole(t, info, {
    plugin_count: 1,
    conflicts: [],
    plugins: [{ name: 'greet', prefixed_name: 'acme-greet' }],
  });

  t.not(await ann.git.head(), secret);
  t.regex((await ann.git.clone(secret)).told, /not our ref/);
  const home = await tempFolder(t);
  const helper = `credential.helper=!f() { echo username=any; echo password=${ann.session}; }; f`;
  const env = { PATH: process.env['PATH'], HOME: home, GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };
  const args = ['-c', helper, 'clone', '--quiet', `${all.host.url}/marketplace.git`, join(home, 'clone')];
  await run('git', args, { env });
  await t.throwsAsync(run('grep', ['-rIil', 'moonbase', home]), { code: 1 });
});
