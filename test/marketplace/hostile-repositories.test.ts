import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addressGuard } from '@agnes/sdk/extract';
import test from 'ava';
import { Mirror } from '../../marketplace/mirror/mirror.ts';
import { servedRepository, testReach } from '../support/served-repository.ts';
import { tempFolder } from '../support/temp-folder.ts';

const reach = testReach;
const { signal } = new AbortController();

const trees = [
  [[{ path: 'etc', content: '/etc', mode: '120000' }], /"etc" is a symbolic link/],
  [[{ path: 'a/up', content: '../..', mode: '120000' }], /"a\/up" is a symbolic link/],
  [[{ path: 'sub', mode: '160000' }], /"sub" is a submodule/],
  [[{ path: 'big', content: 'x'.repeat(10_001) }], /"big" is larger than the 10000 bytes/],
  [
    Array.from({ length: 100_000 }, (_, index) => ({ path: `d${index % 100}/f${index}`, content: 'x' })),
    /more than the 50 allowed/,
  ],
  [
    Array.from({ length: 11 }, (_, index) => ({
      path: `f${index}`,
      content: 'x'.repeat(9990) + index,
    })),
    /larger than the 100000 bytes/,
  ],
  [[{ path: 'A' }, { path: 'a' }], /same file as/],
  [[{ path: '\u00e9' }, { path: 'e\u0301' }], /same file as/],
  [[{ path: 'a\u200bb' }], /nobody sees/],
  [[{ path: 'aux.md' }], /device of Windows/],
] as const;

test('T97: a repository with links, submodules, huge files, many files or twins is refused by name', async (t) => {
  const { repository, take } = await servedRepository(t);
  for (const [entries, message] of trees) {
    const error = await t.throwsAsync(take(await repository.commit([{ path: 'ok' }, ...entries])), {
      message,
    });
    t.is(Reflect.get(error ?? {}, 'code'), 'package_refused');
    t.true(String(Reflect.get(error ?? {}, 'hint')).length > 10);
  }
});

test('T98: names that git itself would never write do not leave the folder', async (t) => {
  const { repository, take } = await servedRepository(t);
  const id = await repository.blob('x');
  const names = [
    ['..', /leads out of its folder/],
    ['.git', /a repository inside/],
    ['../../x', /leads out of its folder/],
    ['/abs', /absolute path/],
    ['a\\b', /a backslash/],
    ['.', /an empty part/],
    ['con', /a device of Windows/],
  ] as const;
  for (const [name, message] of names) {
    const commit = await repository.commitRaw([{ mode: '100644', name, id }]);
    await t.throwsAsync(take(commit), { code: 'package_refused', message }, name);
  }
  await t.throwsAsync(take(await repository.commit([{ path: 'ok' }]), { path: '../x' }), {
    message: /"\.\."/,
  });
  await t.throwsAsync(take(await repository.commit([{ path: 'ok' }]), { path: 'none' }), {
    message: /holds no file/,
  });
});

const options = '--upload-pack -u --exec --config -c --receive-pack --output --template'.split(' ');
const odd = ['a b', 'a\u0000b', ...'main..x x^{} x~1 x:y HEAD@{0} @ .x x.lock x/ x//y *'.split(' ')];
const schemes =
  'ssh://-oProxyCommand=x/y git://127.0.0.1/r.git git@github.com:a/b.git https://u:p@git.example/r.git';

test('T93: a reference, a commit or an address that looks like an option runs nothing', async (t) => {
  const { folder, url, take, repository } = await servedRepository(t);
  const marker = join(folder, 'marker');
  const mirror = new Mirror({ folder: join(folder, 'mirror'), url, reach });
  const commit = await repository.commit([{ path: 'ok' }]);
  const values = [
    `=touch ${marker}`,
    ` touch ${marker}`,
    `touch ${marker};git-upload-pack`,
    `\ntouch ${marker}`,
    '',
  ];
  const injections = options.flatMap((option) => values.map((value) => `${option}${value}`));
  const local = [`ext::sh -c "touch ${marker}"`, `file://${folder}/served/r.git`, `${folder}/served/r.git`];

  for (const text of [...injections, ...odd]) {
    await t.throwsAsync(mirror.commitOf(text, signal), { code: 'package_source_invalid' }, text);
    await t.throwsAsync(take(text), { code: 'package_source_invalid' }, text);
  }
  for (const text of [...injections, ...local, ...schemes.split(' ')]) {
    await t.throwsAsync(take(commit, { url: text }), { code: 'package_source_invalid' }, text);
  }
  t.false((await readdir(folder)).includes('marker'));
});

test('T94: private hosts, in every spelling, and plain http are refused before git is asked', async (t) => {
  const nowhere = { guard: addressGuard([]) };
  const folder = await tempFolder(t);
  for (const host of [
    '10.0.0.1',
    '127.0.0.1',
    '2130706433',
    '0x7f.0.0.2',
    '[::1]',
    '[::ffff:10.0.0.1]',
    '169.254.169.254',
    '192.168.1.1',
  ]) {
    const url = `https://${host}/r.git`;
    t.throws(() => new Mirror({ folder, url, reach: nowhere }), { code: 'address_refused' }, host);
  }
  t.throws(() => new Mirror({ folder, url: 'http://example.com/r.git', reach: nowhere }), {
    code: 'package_source_invalid',
    message: /only https/,
  });
  const inside = { guard: addressGuard([]), resolve: async () => ['93.184.215.14', '10.0.0.7'] };
  const mirror = new Mirror({ folder, url: 'https://git.example/r.git', reach: inside });
  await t.throwsAsync(mirror.commitOf('main', signal), { code: 'address_refused' });
});

test('T95: a redirect is not followed, and a name leads where it was checked', async (t) => {
  let inside = 0;
  const { server, take, repository } = await servedRepository(t, {
    instead: (request, response) => {
      if (request.url?.startsWith('/inside')) inside++;
      if (!request.url?.startsWith('/moved')) return false;
      response.writeHead(302, { location: request.url.replace('/moved', '/inside') }).end();
      return true;
    },
  });
  const commit = await repository.commit([{ path: 'ok' }]);

  await t.throwsAsync(take(commit, { url: `${server.url}/moved/r.git` }), { code: 'package_fetch_failed' });
  t.is(inside, 0);
  // No resolver knows this name: the connection goes to the address that was found when it was checked.
  await t.notThrowsAsync(take(commit, { url: `http://git.example:${server.port}/r.git` }));
});

test('T96, N73: a token is in no file of the mirror and in no error, and only the server is told it', async (t) => {
  const token = 'tok-5ecret/+=&?';
  const { folder, repository, server, take } = await servedRepository(t, { password: token });
  const commit = await repository.commit([{ path: 'a' }]);

  await take(commit, { token });
  const wrong = await t.throwsAsync(take('b'.repeat(40), { token: `${token}x` }), {
    code: 'package_fetch_failed',
  });

  t.true(server.logins.some((login) => login !== ''));
  const files = await readdir(join(folder, 'mirror'), { recursive: true, withFileTypes: true });
  for (const { parentPath, name } of files.filter((entry) => entry.isFile())) {
    t.false((await readFile(join(parentPath, name))).includes(token), name);
  }
  t.false(files.some(({ name }) => name.startsWith('.token')));
  t.notRegex(JSON.stringify([wrong, wrong?.message, wrong?.stack, wrong?.cause]), /5ecret/);
  await t.throwsAsync(take('c'.repeat(40)), { code: 'package_fetch_failed' });
});
