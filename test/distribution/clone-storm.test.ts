import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { feedHost } from '../support/feed-host.ts';
import { twoPlugins } from '../support/feed-workshop.ts';
import { rawGit } from '../support/raw-git.ts';
import { tempFolder } from '../support/temp-folder.ts';

const run = promisify(execFile);

/** What a pack holds when it is all that a repository has: its commits, and the folders that its tree and its catalogue name. */
const contentsOf = async (t: ExecutionContext, pack: Buffer, commit: string) => {
  const folder = await tempFolder(t);
  const git = async (...args: readonly string[]) => (await run('git', ['-C', folder, ...args])).stdout.trim();
  await git('init', '--bare', '--quiet');
  const path = join(folder, 'objects', 'pack', `pack-${hash('sha1', pack)}.pack`);
  await writeFile(path, pack);
  await git('index-pack', '--strict', path);
  // Fails over one object that is missing.
  const reached = await git('rev-list', '--objects', '--no-object-names', commit);
  const all = await git('cat-file', '--batch-all-objects', '--batch-check=%(objectname)');
  const catalog = JSON.parse(await git('show', `${commit}:.claude-plugin/marketplace.json`));
  return {
    isExact: reached.split('\n').toSorted().join() === all.split('\n').toSorted().join(),
    folders: (await git('ls-tree', '--name-only', `${commit}:plugins`)).split('\n'),
    named: catalog.plugins.map(({ source }: { source: string }) => source.replace('./plugins/', '')),
  };
};

/** Ann and bob, who clone while what ann is served changes again and again. */
const storm = async ({ url, sync, grant, revoke }: Awaited<ReturnType<typeof feedHost>>) => {
  const [ann, bob] = [rawGit(url, 'ann'), rawGit(url, 'bob')];
  const cloned = async (client: typeof ann, told?: string) => {
    const head = told ?? (await client.head());
    return { head, ...(await client.clone(head)) };
  };
  let tools = '';
  const giveTools = async () => {
    tools = await grant('ann', 'tools');
  };
  const [anns, bobs]: [Awaited<ReturnType<typeof cloned>>[], Awaited<ReturnType<typeof cloned>>[]] = [[], []];
  const changes = [
    giveTools,
    () => sync(twoPlugins('y')),
    () => revoke(tools),
    giveTools,
    () => sync(twoPlugins('z')),
  ];
  for (const change of changes) {
    // Some were told of the head of before, the others ask while it moves.
    const before = await ann.head();
    const asked = [
      ...Array.from({ length: 5 }, () => cloned(ann)),
      ...[1, 2, 3].map(() => cloned(ann, before)),
    ];
    const [, ofAnn, ofBob] = await Promise.all([
      change(),
      Promise.all(asked),
      Promise.all([cloned(bob), cloned(bob)]),
    ]);
    anns.push(...ofAnn);
    bobs.push(...ofBob);
  }
  return { anns, bobs };
};

test('T100b: fifty that clone while grants and content change each get one whole tree of their own history', async (t) => {
  t.timeout(180_000);
  const host = await feedHost(t);
  const { url, git } = host;
  await host.sync(twoPlugins('x'));
  for (const person of ['ann', 'bob'] as const) await host.grant(person, 'notes');
  const clone = join(await tempFolder(t), 'clone');
  await git('ann', ['clone', '--quiet', `${url}/marketplace.git`, clone]);

  const { anns, bobs } = await storm(host);

  await git('ann', ['-C', clone, 'pull', '--quiet', '--ff-only']);
  const lineage = (await git('ann', ['-C', clone, 'rev-list', 'HEAD'])).split('\n');
  const all = [...anns, ...bobs];
  const failed = all.filter(({ pack }) => pack.length === 0).map(({ told }) => told);
  t.is(all.length, 50);
  t.deepEqual(failed, []);
  t.true(anns.every(({ head }) => lineage.includes(head)));
  t.is(new Set(bobs.map(({ head }) => head)).size, 1);
  for (const { head, pack } of new Map(all.map((one) => [hash('sha256', one.pack), one])).values()) {
    const { isExact, folders, named } = await contentsOf(t, pack, head);
    t.true(isExact);
    t.deepEqual(named.toSorted(), folders.toSorted());
    t.true(head !== bobs[0]?.head || folders.join() === 'acme-notes');
  }
});
