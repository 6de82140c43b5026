import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { fileContext } from '../support/file-context.ts';
import { marketplaceOf } from '../support/marketplace-repository.ts';
import { servedRepository } from '../support/served-repository.ts';
import { catalogOf } from './support/catalog.ts';
import { hostile, sources } from './support/hostile-plugins.ts';
import { type MarketplaceHost, marketplaceHost } from './support/marketplace-host.ts';
import { type MarketplaceLook, marketplaceLook } from './support/marketplace-look.ts';

type Problem = { readonly about: string | null; readonly what: string; readonly next: string };

const context = fileContext();
let all: MarketplaceHost;
let see: MarketplaceLook;
let inside = 0;

test.before(async () => {
  const marketplaces = { allow_external_sources: true, external_hosts: ['127.0.0.1', '10.0.0.1'] };
  all = await marketplaceHost(context, {
    config: { marketplaces },
    serving: {
      instead: (request, response) => {
        if (request.url?.startsWith('/inside')) inside += 1;
        if (!request.url?.startsWith('/moved')) return false;
        response.writeHead(302, { location: request.url.replace('/moved', '/inside') }).end();
        return true;
      },
    },
  });
  see = marketplaceLook(all);
});

const namesOf = (rows: readonly Readonly<Record<string, unknown>>[], listing: string) =>
  rows.filter((row) => row['listing'] === listing).map((row) => String(row['name']));

test('T97, T98, T99: what is hostile in a repository is said of its plugin alone; its last good version and all others are served', async (t) => {
  const names = hostile.map(([name]) => name);
  const before = Object.fromEntries(['good', ...names].map((name) => [name, {}]));
  const { repository } = await see.registered('hostile', catalogOf(before));
  const served = await see.pluginsOf('hostile');
  const [, ...files] = catalogOf({ good: { version: '2.0.0' } });
  await repository.commit([
    marketplaceOf([
      ...['good', ...names].map((name) => ({ name, source: `./${name}` })),
      ...sources.map(([name, source]) => ({ name, source })),
    ]),
    ...files,
    ...hostile.flatMap(([name, own]) => own.map((file) => ({ ...file, path: `${name}/${file.path}` }))),
  ]);

  const synced = await see.sync('hostile');

  const problems = synced['problems'] as readonly Problem[];
  const told = new Map(problems.map(({ about, what, next }) => [about, `${what} ${next}`]));
  const silent = [...hostile, ...sources].filter(([name, , said]) => !said.test(told.get(name) ?? ''));
  t.deepEqual(
    silent.map(([name]) => [name, told.get(name)]),
    [],
  );
  const plugins = await see.pluginsOf('hostile');
  t.deepEqual(namesOf(plugins, 'listed'), ['good']);
  t.deepEqual(namesOf(plugins, 'broken'), names.toSorted());
  const idsOf = (rows: typeof served) =>
    rows.filter(({ name }) => name !== 'good').map((row) => [row['name'], row['served_id']]);
  t.deepEqual(idsOf(plugins), idsOf(served));
  t.true(idsOf(plugins).every(([, id]) => typeof id === 'string'));
  t.like(
    plugins.find(({ name }) => name === 'good'),
    { version: '2.0.0' },
  );
});

test('T98: names that git itself would never write do not leave the plugin', async (t) => {
  const { repository, commit } = await see.registered('escape', catalogOf({ evil: {}, good: {} }));
  const idOf = async (path: string) => (await repository.git(['rev-parse', `${commit}:${path}`])).trim();
  const blob = await repository.blob('x');
  for (const name of ['..', '.git', 'a\\b', '../../../x']) {
    const tree = Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(blob, 'hex')]);
    const args = ['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'];
    const evil = (await repository.git(args, tree)).trim();
    await repository.commitRaw([
      { mode: '40000', name: '.claude-plugin', id: await idOf('.claude-plugin') },
      { mode: '40000', name: 'evil', id: evil },
      { mode: '40000', name: 'good', id: await idOf('good') },
    ]);

    const { problems } = await see.sync('escape');

    const [problem] = problems as readonly Problem[];
    t.is(problem?.about, 'evil', name);
    t.regex(problem?.what ?? '', /out of its folder|a repository inside|a backslash/, name);
    t.like(await see.pluginOf('escape', 'evil'), { listing: 'broken' });
    t.is(typeof (await see.pluginOf('escape', 'evil'))['served_id'], 'string');
  }
});

test('T93, T94, T95: options, programs, private hosts and redirects are refused where they are given, and followed nowhere', async (t) => {
  const marker = join(all.host.dataDir, 'marker');
  const { url } = await see.registered('steady', catalogOf({ one: {} }));
  const served = await see.pluginOf('steady', 'one');
  const tried = async (body: object) => {
    const made = { name: 'X', slug: 'refused', url, ...body };
    const [post, patch] = [
      await all.admin.send('POST /api/marketplaces', { body: made }),
      await all.admin.send('PATCH /api/marketplaces/steady', { body }),
    ];
    t.deepEqual(
      [post.status, patch.status].map((status) => status === 400 || status === 422),
      [true, true],
    );
    t.true(String(patch.body['hint']).length > 10, JSON.stringify(body));
  };
  const options = [`--upload-pack=touch ${marker}`, `-utouch ${marker}`, '-c', 'a b', 'a..b', 'a^{}', ''];
  for (const text of options) {
    await tried({ branch: text });
    await tried({ pin: text });
  }
  for (const text of [
    ...[`ext::sh -c "touch ${marker}"`, `file://${all.host.dataDir}`, `--upload-pack=touch ${marker}`],
    ...['ssh://-oProxyCommand=x/y', 'https://u:p@git.example/r.git', 'http://example.com/r.git'],
    ...['https://10.0.0.1/r.git', 'https://169.254.169.254/r.git', 'https://[::ffff:10.0.0.1]/r.git'],
  ])
    await tried({ url: text });
  await all.admin.ask('PATCH /api/marketplaces/steady', { body: { url: `${all.git.url}/moved/steady.git` } });
  const moved = await all.admin.send('POST /api/marketplaces/steady/sync');

  t.is(moved.status, 500);
  t.regex(String(moved.body['detail']), /"steady" could not be synced/);
  t.is(inside, 0);
  t.false((await readdir(all.host.dataDir)).includes('marker'));
  t.like(await see.pluginOf('steady', 'one'), { served_id: served['served_id'], listing: 'listed' });
});

test('F44: a force-push that removes the pin takes nothing away, not even where the mirror is lost', async (t) => {
  const { repository, commit } = await see.registered('pinned', catalogOf({ one: {} }));
  await all.admin.ask('PATCH /api/marketplaces/pinned', { body: { pin: commit, review_mode: 'pinned' } });
  await see.sync('pinned');
  const { served_id } = await see.pluginOf('pinned', 'one');
  await repository.commit(catalogOf({ one: { version: '2.0.0' } }));
  await repository.git(['reflog', 'expire', '--expire=now', '--all']);
  await repository.git(['gc', '--quiet', '--prune=now']);
  await t.throwsAsync(repository.git(['cat-file', '-e', commit]));

  const again = await see.sync('pinned');
  await rm(join(all.host.dataDir, 'marketplaces', 'pinned'), { recursive: true });
  const lost = await all.admin.send('POST /api/marketplaces/pinned/sync');

  t.like(again, { action: 'unchanged', commit });
  t.is(lost.status, 500);
  t.regex(String(lost.body['detail']), new RegExp(commit));
  t.like(await see.listedAs('pinned'), { last_commit_sha: commit, state: 'failed' });
  t.like(await see.pluginOf('pinned', 'one'), { served_id, listing: 'listed', version: '1.0.0' });
});

/** Command lines and environments of all processes that can be looked at. */
const processes = async (): Promise<readonly string[]> => {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const texts = ids.flatMap((id) => [`/proc/${id}/cmdline`, `/proc/${id}/environ`]);
  return await Promise.all(texts.map((path) => readFile(path, 'latin1').catch(() => '')));
};

test('T96, N73: while git asks, its token is in one file that only the host reads, and in no command line or environment', async (t) => {
  const token = 'ghp_Murmur3xk55Murmur3xk55';
  const seen: string[] = [];
  const files: { readonly mode: number; readonly text: string }[] = [];
  const { server, repository } = await servedRepository(t, {
    password: token,
    before: async () => {
      const found = await processes();
      seen.push(...found);
      for (const path of found.flatMap((text) => /AGNES_TOKEN_FILE=([^\0]+)/.exec(text)?.[1] ?? [])) {
        const text = await readFile(path, 'utf8').catch(() => '');
        if (text.includes(token)) files.push({ mode: (await stat(path)).mode & 0o777, text });
      }
    },
  });
  await repository.commit(catalogOf({ one: {} }));
  const body = { name: 'Guarded', slug: 'guarded', url: `${server.url}/r.git`, token };
  await all.admin.ask('POST /api/marketplaces', { body });

  const synced = await see.sync('guarded');
  const config = await readFile(
    join(all.host.dataDir, 'marketplaces', 'guarded', 'repo.git', 'config'),
    'utf8',
  );

  t.like(synced, { plugin_count: 1 });
  t.true(seen.some((text) => text.includes('remote-http') && text.includes(server.url)));
  t.false(seen.some((text) => text.includes(token)));
  t.true(files.length > 0);
  t.true(files.every(({ mode, text }) => mode === 0o600 && text.trim() === token));
  t.notRegex(config + all.host.stdout() + all.host.stderr(), /xk55/);
});
