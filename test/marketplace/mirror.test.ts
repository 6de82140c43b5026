import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addressGuard } from '@agnes/sdk/extract';
import test from 'ava';
import { fetchPackage } from '../../marketplace/fetch/fetch-package.ts';
import { Mirror } from '../../marketplace/mirror/mirror.ts';
import { GitRepository } from '../support/git-repository.ts';
import { gitServer } from '../support/git-server.ts';
import { tempFolder } from '../support/temp-folder.ts';

const reach = { guard: addressGuard(['127.0.0.1']) };
const { signal } = new AbortController();

test('N72: a folder of a repository is brought byte for byte, with what may be run, and nothing beside it', async (t) => {
  const folder = await tempFolder(t);
  const repository = await GitRepository.in(join(folder, 'served'), 'tools.git');
  await using server = await gitServer(join(folder, 'served'));
  const bytes = Buffer.from([0xff, 0xfe, 0, 10, 13, 10]);
  const commit = await repository.commit([
    { path: 'plugins/review/bin/run.sh', content: '#!/bin/sh\n', mode: '100755' },
    { path: 'plugins/review/raw.bin', content: bytes },
    { path: 'plugins/review/empty.txt', content: '' },
    { path: 'plugins/other/x.md' },
    { path: 'link', content: '/etc/passwd', mode: '120000' },
  ]);

  const into = join(folder, 'into');
  const source = { type: 'git', url: `${server.url}/tools.git`, commit, path: './plugins/review/' } as const;
  const fetched = await fetchPackage(source, { into, mirror: join(folder, 'mirror'), reach, signal });

  t.deepEqual(fetched, { folder: into, commit });
  t.deepEqual((await readdir(into, { recursive: true })).sort(), [
    'bin',
    'bin/run.sh',
    'empty.txt',
    'raw.bin',
  ]);
  t.deepEqual(await readFile(join(into, 'raw.bin')), bytes);
  t.is((await stat(join(into, 'bin/run.sh'))).mode & 0o777, 0o755);
  t.is((await stat(join(into, 'raw.bin'))).mode & 0o777, 0o644);
});

test('a branch, a tag and an annotated tag stand for their commits; what is not there is said', async (t) => {
  const folder = await tempFolder(t);
  const repository = await GitRepository.in(join(folder, 'served'), 'tools.git');
  await using server = await gitServer(join(folder, 'served'));
  const first = await repository.commit([{ path: 'a', content: '1' }]);
  await repository.git(['tag', 'v1', first]);
  await repository.git([
    '-c',
    'user.name=a',
    '-c',
    'user.email=a@b',
    'tag',
    '-a',
    '-m',
    'x',
    'v1-signed',
    first,
  ]);
  const second = await repository.commit([{ path: 'a', content: '2' }]);
  const mirror = new Mirror({ folder: join(folder, 'mirror'), url: `${server.url}/tools.git`, reach });

  const found = [];
  for (const ref of [undefined, 'main', 'v1', 'v1-signed']) found.push(await mirror.commitOf(ref, signal));

  t.deepEqual(found, [second, second, first, first]);
  await t.throwsAsync(mirror.commitOf('v9', signal), {
    code: 'package_fetch_failed',
    message: /no branch or tag "v9"/,
  });
  await t.throwsAsync(mirror.keep('f'.repeat(40), signal), { code: 'package_fetch_failed' });
});

test('of many commits that were kept those go that are not wanted any more', async (t) => {
  const folder = await tempFolder(t);
  const mirror = new Mirror({ folder, url: 'https://git.example/r.git', reach });
  await t.throwsAsync(() => mirror.has('x', signal));
  const bare = new GitRepository(join(folder, 'repo.git'));
  const kept: string[] = [];
  const keep = async (): Promise<void> => {
    const commit = await bare.commit([{ path: 'n', content: String(kept.length) }], 'work');
    await bare.git(['update-ref', `refs/agnes/pins/${commit}`, commit]);
    await bare.git(['update-ref', '-d', 'refs/heads/work']);
    kept.push(commit);
  };
  while (kept.length < 11) await keep();
  const [first = ''] = kept;

  await mirror.keepOnly([first], signal);
  const few = await mirror.has(kept[5] ?? '', signal);
  await keep();
  await mirror.keepOnly([first], signal);

  t.true(few);
  t.true(await mirror.has(first, signal));
  t.false(await mirror.has(kept[5] ?? '', signal));
  await t.throwsAsync(() => bare.git(['cat-file', '-e', kept[5] ?? '']));
});

test('F07: what a killed process left in a mirror is cleared away, and stops nothing', async (t) => {
  const folder = await tempFolder(t);
  const repository = await GitRepository.in(join(folder, 'served'), 'r.git');
  await using server = await gitServer(join(folder, 'served'));
  const commit = await repository.commit([{ path: 'a' }]);
  const own = join(folder, 'mirror');
  await mkdir(join(own, 'repo.git', 'objects', 'pack'), { recursive: true });
  await mkdir(join(own, '.token-old'));
  const left = ['.token-old/token', 'repo.git/shallow.lock', 'repo.git/config.lock', 'repo.git/HEAD.lock'];
  for (const path of [...left, 'repo.git/objects/pack/tmp_pack_x']) await writeFile(join(own, path), 'x');

  const mirror = new Mirror({ folder: own, url: `${server.url}/r.git`, reach });
  await mirror.keep(commit, signal);

  const names = await readdir(own, { recursive: true });
  t.deepEqual(
    (await mirror.list(commit, signal)).map(({ path }) => path),
    ['a'],
  );
  t.false(names.some((name) => /lock$|token|tmp_/.test(name)));
});
