import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { feedHost } from '../support/feed-host.ts';
import { twoPlugins } from '../support/feed-workshop.ts';
import { rawGit } from '../support/raw-git.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** A feed with one plugin for ann, and folders for what she clones. */
const opened = async (
  t: ExecutionContext,
  more: Parameters<Awaited<ReturnType<typeof feedHost>>['sync']>[0] = [],
) => {
  const host = await feedHost(t);
  await host.sync([...twoPlugins('x'), ...more]);
  await host.grant('ann', 'notes');
  const folder = await tempFolder(t);
  const ann = (...args: readonly string[]) => host.git('ann', args);
  return { ...host, ann, address: `${host.url}/marketplace.git`, at: (name: string) => join(folder, name) };
};

test('clients of every version of the protocol clone, go forward and fetch less', async (t) => {
  t.timeout(180_000);
  const { ann, address, at, grant } = await opened(t);
  const ways = {
    zero: ['-c', 'protocol.version=0', 'clone'],
    one: ['-c', 'protocol.version=1', 'clone'],
    shallow: ['clone', '--depth', '1'],
    filtered: ['clone', '--filter=blob:none'],
    mirrored: ['clone', '--mirror'],
  };
  for (const [name, way] of Object.entries(ways)) await ann(...way, '--quiet', address, at(name));

  await grant('ann', 'tools');
  for (const name of ['zero', 'one', 'shallow', 'filtered']) {
    const version = { zero: '0', one: '1' }[name] ?? '2';
    await ann('-C', at(name), '-c', `protocol.version=${version}`, 'pull', '--quiet', '--ff-only');
  }
  await ann('-C', at('mirrored'), 'fetch', '--quiet');

  const heads = await Promise.all(Object.keys(ways).map((name) => ann('-C', at(name), 'rev-parse', 'main')));
  t.is(new Set(heads).size, 1);
  t.deepEqual((await readdir(join(at('shallow'), 'plugins'))).sort(), ['acme-notes', 'acme-tools']);
  await ann('-C', at('shallow'), 'fetch', '--quiet', '--unshallow');
  const counts = ['shallow', 'filtered'].map((name) => ann('-C', at(name), 'rev-list', '--count', 'HEAD'));
  t.deepEqual(await Promise.all(counts), ['2', '2']);
  // Nothing is left out for those who ask for less: they have it whole.
  const missing = ['rev-list', '--objects', '--missing=print', 'HEAD'];
  t.notRegex(await ann('-C', at('filtered'), ...missing), /^\?/m);
});

test('N71: whoever pushes, or has the wrong password, reads in git why that is no way', async (t) => {
  t.timeout(120_000);
  const { git, ann, address, at } = await opened(t);
  await ann('clone', '--quiet', address, at('clone'));

  const pushing = ann('-C', at('clone'), 'push', '--quiet', 'origin', 'HEAD:refs/heads/other');
  const strange = git('nobody', ['ls-remote', address]);
  const narrow = git('narrow', ['ls-remote', address]);

  await t.throwsAsync(pushing, {
    message:
      /remote: The served marketplace cannot be pushed to\. Push to the repository that the plugin comes from/,
  });
  await t.throwsAsync(strange, { message: /Authentication failed/ });
  await t.throwsAsync(narrow, { message: /remote: .*scope/ });
});

/** The programs of git that this process has started and that have not ended. */
const runningGits = async (): Promise<readonly string[]> => {
  const tasks = await readdir('/proc/self/task');
  const lists = await Promise.all(
    tasks.map((task) => readFile(`/proc/self/task/${task}/children`, 'utf8').catch(() => '')),
  );
  const pids = lists.join(' ').split(/\s+/).filter(Boolean);
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.filter((line) => line.includes('upload-pack'));
};

test('those who go away in the middle of an answer leave no process behind and hold no place', async (t) => {
  t.timeout(120_000);
  const large = { path: 'notes/large.bin', content: randomBytes(6_000_000) };
  const { url, ann, address, at } = await opened(t, [large]);
  const { head, post, asking } = rawGit(url, 'ann');
  const commit = await head();

  // Half of them are answered by a process each, the others out of the pack.
  const leaving = Array.from({ length: 12 }, async (_, index) => {
    const gone = new AbortController();
    const { body } = await post(asking(commit, index % 2 === 0 ? ['deepen 1'] : []), gone.signal);
    await body?.getReader().read();
    gone.abort();
  });
  await Promise.all(leaving);

  while ((await runningGits()).length > 0) await turn();
  await ann('clone', '--quiet', '--depth', '1', address, at('after'));
  await t.notThrowsAsync(ann('-C', at('after'), 'fsck', '--strict'));
  t.deepEqual(await runningGits(), []);
});
