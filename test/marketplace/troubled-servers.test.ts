import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Mirror } from '../../marketplace/mirror/mirror.ts';
import { servedRepository, testReach } from '../support/served-repository.ts';
import { tempFolder } from '../support/temp-folder.ts';

const reach = testReach;
const { signal } = new AbortController();

test('F44: a force-push that removes a commit does not remove it here', async (t) => {
  const { repository, take } = await servedRepository(t);
  const kept = await repository.commit([{ path: 'a', content: 'kept' }]);
  await take(kept);
  const after = await repository.commit([{ path: 'a', content: 'after' }]);
  await repository.git(['reflog', 'expire', '--expire=now', '--all']);
  await repository.git(['gc', '--quiet', '--prune=now']);
  await t.throwsAsync(repository.git(['cat-file', '-e', kept]));

  await take(after);
  const { folder } = await take(kept);

  t.is(await readFile(join(folder, 'a'), 'utf8'), 'kept');
});

test('F44: a repository that is larger than it may be is given up, again and again, and leaves nothing behind', async (t) => {
  const { repository, folder, url } = await servedRepository(t);
  const mirror = new Mirror({
    folder: join(folder, 'mirror'),
    url,
    reach,
    limits: { repositoryBytes: 1_000_000 },
  });
  const small = await repository.commit([{ path: 'a' }]);
  await mirror.keep(small, signal);
  const large = await repository.commit([{ path: 'a', content: randomBytes(2_000_000) }]);

  for (const _ of [1, 2]) {
    await t.throwsAsync(mirror.keep(large, signal), {
      code: 'package_refused',
      message: /larger than a repository may be/,
    });
  }

  t.false(await mirror.has(large, signal));
  const next = await repository.commit([{ path: 'b' }]);
  await mirror.keep(next, signal);
  t.true(await mirror.has(small, signal));
});

test('calls that ask one mirror at once wait for each other, and all of them get their commit', async (t) => {
  let calls = 0;
  let most = 0;
  const { repository, folder, url } = await servedRepository(t, {
    instead: (_, response) => {
      most = Math.max(most, ++calls);
      response.once('close', () => calls--);
      return false;
    },
  });
  const commits = [];
  for (const path of ['a', 'b', 'c']) commits.push(await repository.commit([{ path }], `branch-${path}`));
  const one = () => new Mirror({ folder: join(folder, 'mirror'), url, reach });

  await Promise.all(commits.map((commit) => one().keep(commit, signal)));

  t.is(most, 1);
  for (const commit of commits) t.is((await one().list(commit, signal)).length, 1);
  const given = new AbortController();
  const waiting = [one().commitOf('branch-a', signal), one().commitOf('branch-b', given.signal)];
  given.abort(new Error('given up'));
  t.deepEqual(
    (await Promise.allSettled(waiting)).map(({ status }) => status),
    ['fulfilled', 'rejected'],
  );
});

test('F44: a server that hangs is given up', async (t) => {
  const folder = await tempFolder(t);
  const { url } = await servedRepository(t, { instead: () => true });
  const mirror = new Mirror({ folder: join(folder, 'mirror'), url, reach, limits: { callMs: 1000 } });

  await t.throwsAsync(mirror.commitOf('main', signal), { code: 'package_fetch_timeout' });
  await t.throwsAsync(mirror.commitOf('main', AbortSignal.abort(new Error('given up'))), {
    message: 'given up',
  });
});
