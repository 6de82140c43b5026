import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { feedHost } from '../support/feed-host.ts';
import { twoPlugins } from '../support/feed-workshop.ts';
import { tempFolder } from '../support/temp-folder.ts';

const basic = (password: string) => ({
  authorization: `Basic ${Buffer.from(`any:${password}`).toString('base64')}`,
});

const refs = '/marketplace.git/info/refs?service=git-upload-pack';
const lsRefs = '0014command=ls-refs\n0000';

/** A feed with one plugin for ann, and what she sends to it. */
const opened = async (t: ExecutionContext) => {
  const host = await feedHost(t);
  await host.sync(twoPlugins('x'));
  await host.grant('ann', 'notes');
  const get = (path: string, headers: Record<string, string> = basic('ann')) =>
    fetch(host.url + path, { headers });
  const post = (body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}) =>
    fetch(`${host.url}/marketplace.git/git-upload-pack`, {
      method: 'POST',
      body,
      headers: { ...basic('ann'), 'content-type': 'application/x-git-upload-pack-request', ...headers },
    });
  return { ...host, get, post };
};

test('T141: nothing is pushed, and only the smart protocol is spoken', async (t) => {
  const { url, git, get } = await opened(t);
  const clone = join(await tempFolder(t), 'clone');
  await git('ann', ['clone', '--quiet', `${url}/marketplace.git`, clone]);

  const pushing = git('ann', ['-C', clone, 'push', '--quiet', 'origin', 'HEAD:refs/heads/other']);
  const answers = await Promise.all([
    get('/marketplace.git/info/refs?service=git-receive-pack'),
    fetch(`${url}/marketplace.git/git-receive-pack`, { method: 'POST', headers: basic('ann') }),
    get('/marketplace.git/info/refs'),
    get('/marketplace.git/HEAD'),
    get('/marketplace.git/objects/info/packs'),
    get('/marketplace.git/'),
  ]);

  await t.throwsAsync(pushing, { message: /403/ });
  t.deepEqual(
    answers.map(({ status }) => status),
    [403, 404, 403, 404, 404, 404],
  );
});

test('only a token of somebody who may fetch counts, as a password', async (t) => {
  const { get } = await opened(t);

  const answers = await Promise.all([
    get(refs),
    get(refs, {}),
    get(refs, { authorization: 'Bearer ann' }),
    get(refs, { cookie: 'access_token=ann' }),
    get(refs, basic('clock')),
    get(refs, basic('narrow')),
    get(refs, basic('nobody')),
    get(refs, { authorization: 'Basic !' }),
  ]);

  t.deepEqual(
    answers.map(({ status }) => status),
    [200, 401, 401, 401, 401, 403, 401, 401],
  );
  const [, nobody] = answers;
  t.is(nobody?.headers.get('www-authenticate'), 'Basic realm="agnes-marketplace"');
  t.is(nobody?.headers.get('content-type'), 'application/problem+json');
});

test('a request is unpacked up to a limit, and what is none is refused before git runs', async (t) => {
  const { post, folder } = await opened(t);

  const answers = await Promise.all([
    post(gzipSync(Buffer.alloc(2 << 20)), { 'content-encoding': 'gzip' }),
    post('x'.repeat((1 << 20) + 1)),
    post('no gzip', { 'content-encoding': 'gzip' }),
    post('0000', { 'content-encoding': 'br' }),
    post('0000', { 'content-type': 'text/plain' }),
  ]);

  t.deepEqual(
    answers.map(({ status }) => status),
    [413, 413, 400, 415, 415],
  );
  t.deepEqual(await readdir(folder), ['state', 'store']);
  const packed = { 'content-encoding': 'gzip', 'git-protocol': 'version=2' };
  const answer = await post(gzipSync(Buffer.from(lsRefs)), packed);
  t.is(answer.headers.get('content-encoding'), null);
  t.regex(await answer.text(), /HEAD/);
});

test('T100b: more clients at once than are let in at a time are all served', async (t) => {
  const { url, git } = await opened(t);
  const folder = await tempFolder(t);

  const clones = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      const clone = join(folder, String(index));
      await git('ann', ['clone', '--quiet', `${url}/marketplace.git`, clone]);
      return git('ann', ['-C', clone, 'rev-parse', 'HEAD']);
    }),
  );

  t.is(new Set(clones).size, 1);
});

test('T100b: one client that asks again and again is told to wait, and keeps no other from being served', async (t) => {
  const { url, get, grant, store } = await opened(t);
  await grant('bob', 'notes');
  const bob = () => get(refs, basic('bob'));
  await bob();
  const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
  // Whoever is served for the first time waits for this.
  const writing = store.keep(() => isOver);

  const asked = Array.from({ length: 40 }, () => fetch(url + refs, { headers: basic('ann') }));
  const first = await Promise.race(asked);
  const beside = await bob();
  end();
  await writing;
  const answers = await Promise.all(asked);

  t.is(first.status, 429);
  t.is(first.headers.get('retry-after'), '10');
  t.like(await first.json(), { code: 'git_too_many_requests' });
  t.is(beside.status, 200);
  const statuses = answers.map(({ status }) => status).sort();
  t.deepEqual(statuses, [...Array(34).fill(200), ...Array(6).fill(429)]);
});
