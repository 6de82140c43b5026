import { mkdir, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { tempFolder } from '../support/temp-folder.ts';
import { handOut, installed, packed, scopeOf, telling, versionOf } from './installed.ts';
import { newMachine } from './run-agnes.ts';
import { json, startStandIn } from './stand-in.ts';

const fields = (stdout: string): Record<string, unknown> => JSON.parse(stdout);

test('an update puts the offered program where npm had put the old one, and no token is sent for it', async (t) => {
  const place = await installed(t);
  handOut(place, await packed(t, '0.2.0'));

  const check = fields((await place.agnes(['update', '--check', '--json'])).stdout);
  const before = await versionOf(place);
  const { code, stdout } = await place.agnes(['update']);

  t.like(check, { ok: true, version: '0.1.0', latest: '0.2.0', update_available: true });
  t.is(before, '0.1.0');
  t.is(code, 0);
  t.regex(stdout, /^Updated agnes from 0\.1\.0 to 0\.2\.0\./);
  t.deepEqual([await versionOf(place), await versionOf(place, 'da')], ['0.2.0', '0.2.0']);
  t.is(await readlink(join(place.prefix, 'bin/agnes')), '../lib/node_modules/@agnes/cli/agnes.js');
  t.deepEqual(await readdir(scopeOf(place)), ['cli']);
  t.deepEqual((await readdir(join(place.prefix, 'bin'))).toSorted(), ['agnes', 'da']);
  t.deepEqual(
    place.server.heads.map(({ headers }) => headers.authorization),
    place.server.heads.map(() => undefined),
  );
});

test('there is nothing to do when the server hands out this version, and an older one has to be asked for', async (t) => {
  const place = await installed(t);
  handOut(place, await packed(t, '0.1.0'));
  const same = fields((await place.agnes(['update', '--json'])).stdout);
  handOut(place, await packed(t, '0.1.0-rc.1'));

  const refused = await place.agnes(['update', '--json']);
  const kept = await versionOf(place);
  const asked = await place.agnes(['update', '--allow-older', '--json']);

  t.deepEqual(same, { ok: true, updated: false, from: '0.1.0', to: '0.1.0' });
  t.is(refused.code, 2);
  t.like(fields(refused.stdout), {
    error: { code: 'offered_older', hint: 'To go back to it: agnes update --allow-older' },
  });
  t.is(kept, '0.1.0');
  t.like(fields(asked.stdout), { ok: true, to: '0.1.0-rc.1' });
  t.is(await versionOf(place), '0.1.0-rc.1');
});

test('bytes that are not the promised ones are not installed, whoever lies', async (t) => {
  const place = await installed(t);
  const file = await packed(t, '0.2.0');
  const lies = [
    { sha256: '0'.repeat(64) },
    { digest: `sha-256=:${Buffer.alloc(32).toString('base64')}:` },
    { digest: '' },
    { sent: Buffer.concat([file.bytes, Buffer.from('more')]) },
    { sha256: '0'.repeat(64), digest: `sha-256=:${Buffer.alloc(32).toString('base64')}:` },
  ];

  const codes: unknown[] = [];
  for (const lie of lies) {
    handOut(place, file, lie);
    const { code, stdout } = await place.agnes(['update', '--json']);
    codes.push([code, Reflect.get(Object(fields(stdout)['error']), 'code')]);
  }

  t.deepEqual(
    codes,
    lies.map(() => [9, 'bad_download']),
  );
  t.is(await versionOf(place), '0.1.0');
  t.deepEqual(await readdir(scopeOf(place)), ['cli']);
});

test('a new program that does not start, or says that it is another, changes nothing', async (t) => {
  const place = await installed(t);
  const answers: unknown[] = [];

  for (const code of ["throw new Error('broken');\n", telling('0.3.0')]) {
    handOut(place, await packed(t, '0.2.0', code));
    const { code: exit, stdout } = await place.agnes(['update', '--json']);
    answers.push([exit, Reflect.get(Object(fields(stdout)['error']), 'reason')]);
  }

  t.regex(JSON.stringify(answers[0]), /^\[1,"it does not start: .*Node/);
  t.deepEqual(answers[1], [1, 'it says that it is version "0.3.0"']);
  t.deepEqual([await versionOf(place), await versionOf(place, 'da')], ['0.1.0', '0.1.0']);
  t.deepEqual(await readdir(scopeOf(place)), ['cli']);
});

test('a new program that starts beside the old one and not in its place is taken out again', async (t) => {
  const place = await installed(t);
  const code = `if (!import.meta.url.includes('.agnes-update')) throw new Error('not here');\n${telling('0.2.0')}`;
  handOut(place, await packed(t, '0.2.0', code));

  const { code: exit, stdout } = await place.agnes(['update', '--json']);

  t.is(exit, 1);
  t.like(fields(stdout), { error: { code: 'update_failed' } });
  t.deepEqual([await versionOf(place), await versionOf(place, 'da')], ['0.1.0', '0.1.0']);
  t.deepEqual(await readdir(scopeOf(place)), ['cli']);
});

test('where something else looks after the program, it is told what to do and nothing changes', async (t) => {
  const place = await installed(t);
  handOut(place, await packed(t, '0.2.0'));
  const checkout = await (await newMachine(t, place.server.url)).json(['update']);
  await symlink(process.execPath, join(place.prefix, 'bin/node'));
  const ofNode = fields((await place.agnes(['update', '--json'])).stdout);
  await rm(join(place.prefix, 'bin/node'));
  await rm(join(place.prefix, 'bin/agnes'));
  await writeFile(join(place.prefix, 'bin/agnes'), `await import('${scopeOf(place)}/cli/agnes.js')`);
  const script = fields((await place.agnes(['update', '--json'])).stdout);

  t.like(checkout, { ok: false, error: { code: 'update_elsewhere' } });
  t.regex(JSON.stringify(checkout), /Run: git pull && npm ci/);
  const npm = {
    code: 'update_elsewhere',
    hint: `Run: npm install --global ${place.server.url}/cli/wheel/agnes-cli-0.2.0.tgz`,
  };
  t.like(ofNode, { error: npm });
  t.like(script, { error: { code: 'update_elsewhere' } });
  t.is(await versionOf(place, 'da'), '0.1.0');
});

test('a server that only a folder names hands out no program, until somebody says so or signs in there', async (t) => {
  const place = await installed(t);
  handOut(place, await packed(t, '0.2.0'));
  const { url } = place.server;
  const folder = await tempFolder(t);
  await mkdir(join(folder, '.agnes'));
  await writeFile(join(folder, '.agnes/workspace.json'), JSON.stringify({ server: url }));
  const env = { AGNES_LOCAL_DIR: folder, AGNES_SERVER: '', AGNES_CONFIG_DIR: join(folder, 'config') };

  const refused = await place.agnes(['update', '--json'], env);
  const asked = [...place.server.requests];
  const check = fields((await place.agnes(['update', '--check', '--json'], env)).stdout);
  const kept = await versionOf(place);
  await mkdir(join(folder, 'config'), { recursive: true });
  await writeFile(join(folder, 'config/token.json'), JSON.stringify({ access_token: 'x', server: url }));
  const signedIn = fields((await place.agnes(['update', '--json'], env)).stdout);

  t.is(refused.code, 2);
  t.like(fields(refused.stdout), {
    error: {
      code: 'update_not_chosen',
      hint: `If it may replace this program: agnes update --server ${url}`,
    },
  });
  t.deepEqual(asked, []);
  t.like(check, { ok: true, latest: '0.2.0' });
  t.is(kept, '0.1.0');
  t.like(signedIn, { ok: true, to: '0.2.0' });
});

test('two updates do not run at a time, and the lock of a dead one is broken', async (t) => {
  const place = await installed(t);
  handOut(place, await packed(t, '0.2.0'));
  const lock = join(scopeOf(place), '.agnes-update.lock');
  await mkdir(scopeOf(place), { recursive: true });

  await writeFile(lock, String(process.pid));
  const held = await place.agnes(['update', '--json']);
  await writeFile(lock, '999999999');
  const free = await place.agnes(['update', '--json']);

  t.like(fields(held.stdout), { error: { code: 'update_running', pid: process.pid } });
  t.like(fields(free.stdout), { ok: true, updated: true });
});

test('a program that is too old for its server ends with 10 and the way out, which works', async (t) => {
  const server = await startStandIn(t);
  const machine = await newMachine(t, server.url);
  const old = { 'x-agnes-min-client': '9.0.0' };
  server.answers.set('GET /auth/me', (_request, response) => response.writeHead(200, old).end('{}'));
  server.answers.set('GET /cli/latest', (request, response) => {
    response.setHeader('x-agnes-min-client', '9.0.0');
    const artifacts = [{ filename: 'agnes-cli-9.0.0.tgz', size: 1, sha256: '0'.repeat(64) }];
    return json({ version: '9.0.0', wheel_filename: 'agnes-cli-9.0.0.tgz', artifacts })(request, response);
  });

  const { code, stderr } = await machine.run(['auth', 'whoami']);
  const update = await machine.json(['update', '--check']);

  t.is(code, 10);
  t.regex(stderr, /needs agnes 9\.0\.0 or newer, this is 0\.1\.0\.\n.*Hint: Run: agnes update/);
  t.like(update, { ok: true, latest: '9.0.0', update_available: true });
});
